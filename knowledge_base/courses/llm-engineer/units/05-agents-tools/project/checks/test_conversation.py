"""Milestones 4 and 5: memory, log, command line and tests of one's own."""

import contextlib
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

from both_languages import both
from fake_service import (
    KEY,
    Bank,
    Scripted,
    Service,
    asks,
    assistant_of,
    broken_thread,
    rate_call,
    says,
)

ROOT = Path(__file__).resolve().parents[1]


def turn(name):
    """A turn of two messages."""
    return [{"role": "user", "content": name}, {"role": "assistant", "content": name.upper()}]


class Window(unittest.TestCase):
    def test_the_newest_turns_fit(self):
        from assistant.memory import Memory

        sizes = {"a": 10, "A": 10, "b": 10, "B": 20, "c": 15, "C": 15}
        for budget, wanted in ((80, "abc"), (79, "bc"), (60, "bc"), (59, "c"), (30, "c"), (29, "")):
            memory = Memory(budget, lambda message: sizes[message["content"]])
            for name in "abc":
                memory.add(turn(name))
            self.assertEqual(
                list(memory.window()),
                [message for name in wanted for message in turn(name)],
                both(
                    f"Con {budget} tokens caben los turnos «{wanted}»",
                    f"In {budget} tokens fit the turns '{wanted}'",
                ),
            )

    def test_a_large_turn_ends_the_window(self):
        from assistant.memory import Memory

        sizes = {"a": 1, "A": 1, "b": 50, "B": 50, "c": 1, "C": 1}
        memory = Memory(10, lambda message: sizes[message["content"]])
        for name in "abc":
            memory.add(turn(name))
        self.assertEqual(
            list(memory.window()),
            turn("c"),
            both(
                "La ventana no tiene huecos: lo anterior a un turno que no cabe sale",
                "The window has no gaps: what is before a turn that does not fit goes",
            ),
        )

    def test_calls_and_results_stay_together(self):
        from assistant.memory import Memory

        memory = Memory(25, lambda _: 10)
        memory.add(
            [
                {"role": "user", "content": "a"},
                rate_call("c1"),
                {"role": "tool", "tool_call_id": "c1", "content": "{}"},
            ]
        )
        memory.add(turn("b"))
        self.assertEqual(list(memory.window()), turn("b"))

    def test_the_next_question_sees_the_last(self):
        model = Scripted(rate_call(), says("It is 18.4731."), says("Yes."))
        assistant = assistant_of(model)
        assistant.ask("One LUN in SAL?")
        assistant.ask("Are you sure?")
        sent = model.seen[-1]
        contents = [message["content"] for message in sent if message["role"] == "user"]
        self.assertEqual(contents, ["One LUN in SAL?", "Are you sure?"])
        self.assertEqual(broken_thread(sent), [])
        self.assertTrue(any("18.4731" in (m["content"] or "") for m in sent if m["role"] == "assistant"))

    def test_a_stopped_run_leaves_no_open_call(self):
        model = Scripted(rate_call("c1"), rate_call("c2"), rate_call("c3"), says("Hello."))
        assistant = assistant_of(model)
        self.assertEqual(assistant.ask("?").reason, "repeated call")
        assistant.ask("Hello?")
        self.assertEqual(
            broken_thread(model.seen[-1]),
            [],
            both(
                "Una llamada sin resultado rompe la conversación siguiente",
                "A call without its result breaks the next request",
            ),
        )

    def test_yesterdays_figure_is_no_source(self):
        model = Scripted(rate_call(), says("18.4731"), says("Still 18.4731."), says("Really 18.4731."))
        assistant = assistant_of(model)
        assistant.ask("One LUN in SAL?")
        run = assistant.ask("And now?")
        self.assertEqual(
            run.reason,
            "unsupported",
            both(
                "Una cifra se consulta de nuevo en cada pregunta",
                "A figure is looked up afresh for each question",
            ),
        )

    def test_the_amount_said_before_counts(self):
        model = Scripted(says("Into which currency?"), says("You have 250 LUN."))
        assistant = assistant_of(model)
        assistant.ask("I have 250 LUN.")
        self.assertEqual(assistant.ask("How many did I say?").reason, "answer")

    def test_the_budget_holds_in_a_long_conversation(self):
        from assistant.memory import Memory

        model = Scripted(*(says(f"Fine {'x' * 40}") for _ in range(30)))
        assistant = assistant_of(model, memory=Memory(100, lambda message: len(message["content"] or "")))
        for _ in range(30):
            assistant.ask("How are you?")
        sent = sum(len(message["content"]) for message in model.seen[-1][1:-1])
        self.assertLessEqual(sent, 100)
        self.assertGreater(sent, 0)


class Log(unittest.TestCase):
    def test_the_log_tells_each_step(self):
        from assistant.log import format_log

        model = Scripted(
            asks(("a", "get_rate", {"base": "LUN", "quote": "SAL"}), ("b", "get_rate", '{"base":\n\t"LUN"')),
            asks(("c", "convert", {"amount": 2, "base": "LUN", "quote": "TAR"})),
            says("18.4731"),
        )
        lines = [line.split("\t") for line in format_log(assistant_of(model).ask("?")).splitlines()]
        self.assertEqual(
            [(line[0], line[1], line[3]) for line in lines[:-1]],
            [("1", "get_rate", "ok"), ("1", "get_rate", "error"), ("2", "convert", "error")],
        )
        self.assertEqual(lines[-1], ["end", "answer"])
        self.assertIn("SAL", lines[0][2])
        for line in lines[:-1]:
            self.assertEqual(len(line), 6, line)
            self.assertLessEqual(max(len(line[2]), len(line[4])), 60)
            self.assertGreaterEqual(float(line[5]), 0)

    def test_the_log_measures_time(self):
        from fake_service import Clock

        clock = Clock()
        run = assistant_of(Scripted(rate_call(), says("No.")), Service(60, clock=clock), clock).ask("?")
        self.assertAlmostEqual(run.log[0].seconds, clock.now - 1000, places=6)
        self.assertGreater(run.log[0].seconds, 2.9)

    def test_the_key_stays_out(self):
        from assistant.log import format_log

        for transport in (Bank(), Service(ConnectionError(KEY)), Service((401, {}, KEY))):
            model = Scripted(rate_call(), says("No."))
            run = assistant_of(model, transport).ask("?")
            for text in (format_log(run), json.dumps(model.seen), run.answer, repr(run.log)):
                self.assertNotIn(
                    KEY,
                    text,
                    both(
                        "La clave no aparece en mensajes, registro ni respuestas",
                        "The key is in no message, log or answer",
                    ),
                )


class CommandLine(unittest.TestCase):
    def test_the_command_line_plays_a_conversation(self):
        from assistant.command import main

        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            main(["--log"])
        said = printed.getvalue()
        for text in (
            "> How many SAL are 240 LUN?",
            "4433.54",
            "2026-03-02T09:00:00Z",
            "end\tanswer",
            "end\tunsupported",
        ):
            self.assertIn(text, said)
        self.assertNotIn("7.77", said)

    def test_another_conversation_can_be_played(self):
        from assistant.command import main

        printed = io.StringIO()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "talk.json"
            path.write_text(
                json.dumps([{"question": "Hello", "replies": [says("Good day.")]}]), encoding="utf-8"
            )
            with contextlib.redirect_stdout(printed):
                main(["--conversation", str(path)])
        self.assertIn("> Hello\nGood day.", printed.getvalue())
        self.assertNotIn("end\t", printed.getvalue())


class OwnTests(unittest.TestCase):
    def test_there_are_tests_of_your_own(self):
        sys.path.insert(0, str(ROOT))
        try:
            suite = unittest.TestLoader().discover(str(ROOT / "tests"), top_level_dir=str(ROOT))
        finally:
            sys.path.remove(str(ROOT))
        result = unittest.TestResult()
        suite.run(result)
        self.assertGreaterEqual(
            result.testsRun,
            6,
            both(
                "Hacen falta al menos 6 pruebas tuyas en tests/test_*.py",
                "At least 6 tests of yours are needed in tests/test_*.py",
            ),
        )
        bad = [str(test) for test, _ in result.failures + result.errors]
        self.assertEqual(bad, [], both("Tus pruebas deben pasar", "Your tests should pass"))
