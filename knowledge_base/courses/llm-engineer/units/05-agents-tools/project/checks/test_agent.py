"""Milestone 3: the loop, its exits and its figures."""

import json
import unittest

from both_languages import both
from fake_service import (
    BANK,
    MORNING,
    Bank,
    Clock,
    Scripted,
    Service,
    asks,
    assistant_of,
    broken_thread,
    ok,
    rate_call,
    says,
)


class Answers(unittest.TestCase):
    def test_the_answer_has_figure_time_and_source(self):
        run = assistant_of(Scripted(rate_call(), says("One LUN is 18.4731 SAL."))).ask("One LUN in SAL?")
        self.assertEqual(run.reason, "answer")
        for text in ("18.4731", MORNING, BANK):
            self.assertIn(
                text,
                run.answer,
                both(
                    "El programa agrega la hora y la fuente, aunque el modelo las olvide",
                    "The program adds time and source, even where the model forgets them",
                ),
            )

    def test_every_reading_is_cited_once(self):
        transport = Service(ok(), ok("COR", "SAL", 21.4181, as_of="2026-02-27T16:30:00Z"), ok())
        model = Scripted(
            rate_call("c1"), rate_call("c2", "COR", "SAL"), rate_call("c3"), says("18.4731 and 21.4181.")
        )
        answer = assistant_of(model, transport).ask("LUN and COR in SAL?").answer
        self.assertEqual((answer.count(MORNING), answer.count("2026-02-27T16:30:00Z")), (1, 1), answer)

    def test_a_greeting_asks_nothing(self):
        bank = Bank()
        run = assistant_of(Scripted(says("Good morning.")), bank).ask("Hello")
        self.assertEqual((run.reason, bank.requests, run.log), ("answer", [], []))
        self.assertIn("Good morning.", run.answer)
        self.assertNotIn(BANK, run.answer)

    def test_the_model_gets_the_tools_and_the_thread(self):
        model = Scripted(
            asks(
                ("a", "get_rate", {"base": "LUN", "quote": "SAL"}),
                ("b", "get_rate", {"base": "LUN", "quote": "EUR"}),
                ("c", "nothing", {}),
            ),
            says("18.4731"),
        )
        run = assistant_of(model).ask("One LUN?")
        self.assertEqual({item["function"]["name"] for item in model.tools[0]} & {"get_rate"}, {"get_rate"})
        self.assertEqual(model.seen[0][0]["role"], "system")
        self.assertEqual(model.seen[0][-1], {"role": "user", "content": "One LUN?"})
        self.assertEqual(
            broken_thread(model.seen[1]),
            [],
            both(
                "Cada llamada tiene su resultado, también las que fallan",
                "Each call has its result, those that fail too",
            ),
        )
        results = {
            m["tool_call_id"]: json.loads(m["content"])["ok"] for m in model.seen[1] if m["role"] == "tool"
        }
        self.assertEqual(results, {"a": True, "b": False, "c": False})
        self.assertEqual(len(run.log), 3)


class Figures(unittest.TestCase):
    def test_figures_need_a_source(self):
        from assistant.agent import unsupported

        sources = ['{"rate": 18.4731, "as_of": "2026-03-02T09:00:00Z"}', "I have 4000 LUN"]
        for answer in (
            "18.4731 SAL",
            "about 18.47",
            "18.5 SAL.",
            "4,000 LUN",
            "on 2026-03-02 at 09:00",
            "none",
        ):
            self.assertEqual(list(unsupported(answer, sources)), [], answer)
        for answer, written in (
            ("19.2 SAL", "19.2"),
            ("18.4732", "18.4732"),
            ("4,001 LUN", "4,001"),
            ("18.46", "18.46"),
        ):
            self.assertEqual(list(unsupported(answer, sources)), [written], answer)

    def test_an_invented_figure_is_mended(self):
        model = Scripted(says("One LUN is 19.2 SAL."), rate_call(), says("One LUN is 18.4731 SAL."))
        run = assistant_of(model).ask("One LUN in SAL?")
        self.assertEqual(
            run.reason,
            "answer",
            both(
                "Tras un aviso el modelo corrigió: esa respuesta vale",
                "After one notice the model mended it: that answer counts",
            ),
        )
        self.assertNotIn("19.2", run.answer)
        self.assertGreater(
            len(model.seen[1]), len(model.seen[0]) + 1, "the model should be told what is wrong"
        )

    def test_an_invented_figure_never_leaves(self):
        model = Scripted(says("It is 19.2 SAL."), says("I am sure that it is 19.2 SAL."))
        run = assistant_of(model).ask("One LUN in SAL?")
        self.assertEqual(run.reason, "unsupported")
        self.assertNotIn("19.2", run.answer)
        self.assertTrue(run.answer)

    def test_a_failed_call_supports_nothing(self):
        for answer, figure in (
            ((503, {}, ""), "503"),
            (ok(rate=None, value=18.4731), "18.4731"),
            ((404, {}, ""), "404"),
        ):
            model = Scripted(rate_call(), says(f"It is {figure}."), says(f"It is {figure}."))
            run = assistant_of(model, Service(answer)).ask("One LUN in SAL?")
            self.assertEqual(
                run.reason,
                "unsupported",
                both(
                    f"La API no dio cifra: {figure} no sale de ningún resultado",
                    f"The API gave no figure: {figure} comes from no result",
                ),
            )

    def test_not_knowing_is_an_answer(self):
        text = "I do not know: the bank is not answering."
        run = assistant_of(Scripted(rate_call(), says(text)), Service((503, {}, ""))).ask("One LUN in SAL?")
        self.assertEqual(run.reason, "answer")
        self.assertIn(text, run.answer)
        self.assertNotIn(MORNING, run.answer)


class Exits(unittest.TestCase):
    def test_steps_run_out(self):
        from assistant.agent import Limits

        pairs = [(base, quote) for base in ("LUN", "SAL", "COR") for quote in ("NIM", "TAR", "SAL", "LUN")]
        model = Scripted(*(rate_call(f"c{i}", *pair) for i, pair in enumerate(pairs)))
        run = assistant_of(model, limits=Limits(steps=3)).ask("Which is best?")
        self.assertEqual((run.reason, len(model.seen)), ("steps", 3))
        self.assertTrue(run.answer)
        self.assertNotIn(
            "18.4731",
            run.answer,
            both("Una respuesta incompleta no presenta cifras", "An incomplete answer presents no figures"),
        )

    def test_repeated_calls_stop(self):
        texts = (
            '{"base": "LUN", "quote": "SAL"}',
            '{"quote":"SAL","base":"LUN"}',
            '{"base":"LUN",  "quote":"SAL"}',
        )
        bank = Bank()
        run = assistant_of(
            Scripted(*(asks((f"c{i}", "get_rate", t)) for i, t in enumerate(texts))), bank
        ).ask("?")
        self.assertEqual(
            (run.reason, len(bank.requests)),
            ("repeated call", 2),
            both(
                "La tercera llamada igual no se ejecuta, esté como esté escrito su JSON",
                "The third equal call does not run, however its JSON is written",
            ),
        )
        self.assertTrue(run.answer)
        self.assertNotIn("18.4731", run.answer)

    def test_other_calls_are_no_repetition(self):
        bank = Bank(LUN_SAL=18.4731, SAL_LUN=0.0541, LUN_COR=0.8625)
        pairs = (("LUN", "SAL"), ("SAL", "LUN"), ("LUN", "COR"))
        model = Scripted(
            *(rate_call(f"c{i}", *pair) for i, pair in enumerate(pairs)), says("0.8625"), says("Bye.")
        )
        assistant = assistant_of(model, bank)
        self.assertEqual(assistant.ask("?").reason, "answer")
        self.assertEqual(assistant.ask("Thanks").reason, "answer")

    def test_seconds_run_out(self):
        from assistant.agent import Limits

        clock = Clock()
        quotes = ("SAL", "COR", "NIM", "TAR")
        pairs = [(base, quote) for base in ("LUN", "TAR") for quote in quotes]
        model = Scripted(*(rate_call(f"c{i}", *pair) for i, pair in enumerate(pairs)))

        def slow(messages, tools):
            clock.now += 0.5
            return model(messages, tools)

        limits = Limits(steps=8, seconds=14.0)
        run = assistant_of(slow, Service(60, clock=clock), clock, limits=limits).ask("?")
        self.assertEqual(run.reason, "seconds")
        self.assertLessEqual(
            clock.now - 1000,
            15.0,
            both(
                "El encargo tenía 14 s: el cliente no debe colgarse más de lo que queda",
                "The errand had 14 s: the client must not hang longer than what is left",
            ),
        )

    def test_each_question_has_its_own_limits(self):
        from assistant.agent import Limits

        clock = Clock()
        model = Scripted(rate_call("c1"), says("18.4731"), rate_call("c2"), says("18.4731"))
        assistant = assistant_of(model, Bank(), clock, limits=Limits(steps=2, seconds=10.0, repeats=1))
        self.assertEqual(assistant.ask("One LUN?").reason, "answer")
        clock.now += 100
        self.assertEqual(assistant.ask("And now?").reason, "answer")

    def test_a_bug_stops_the_run(self):
        with self.assertRaises(ZeroDivisionError):
            assistant_of(Scripted(rate_call(), says("?")), Service(ZeroDivisionError())).ask("One LUN?")
