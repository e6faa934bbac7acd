"""Practice in a conversation: real graph, real sandbox, and a model that can at most word what was found."""

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.documents import Language
from knowledge_base.errors import Refused
from knowledge_base.exercises import Exercises
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.learner_environments import share
from tests.tutor.agent.small_tutor import Told, collected, context_over
from tools.running.environments import Environments
from tools.running.runs import Wishes
from tools.sandbox import Limits, Sandbox
from tools.sandboxing.isolation import find_sandbox
from tools.sandboxing.process_tree import descendants
from tutor.agent.context import TutorContext
from tutor.agent.events import Event, Practised, Routed, Working
from tutor.agent.threads import Threads
from tutor.clock import now
from tutor.learner.record import Record
from tutor.llm.chat import ChatModel
from tutor.llm.scripted import Fail, Hang, ScriptedChat
from tutor.practice import Practice
from tutor.workshop import Workshop

AT = "2026-11-28T10:00:00-03:00"
COURSE = load_course(default_course_folder())
SOFTMAX = Exercises(COURSE).get("softmax")
NAN = "import numpy as np\nx = np.array([1000.0, 1.0])\nprint(np.exp(x) / np.exp(x).sum())\n"
FOREVER = "print('begun', flush=True)\nwhile True:\n    pass\n"
# Wrong, and no known mistake.
ODD = "import numpy as np\n\n\ndef softmax(logits):\n    return np.exp(logits) * 3\n"
OTHER = ODD.replace("* 3", "* 7")
Making = Callable[..., TutorContext]


@pytest.fixture
async def threads(tmp_path: Path) -> AsyncIterator[Threads]:
    opened = Threads(tmp_path / "threads.db")
    yield opened
    await opened.aclose()


@pytest.fixture
def practice(tmp_path: Path, learner_environments: Environments) -> Iterator[Practice]:
    """On a fresh record, with the sandbox of this machine."""
    share(learner_environments, tmp_path)
    record = Record(tmp_path / "learner.db", now)
    made = Practice(COURSE, record, find_sandbox, Environments(tmp_path / "environments"), tmp_path / "cache")
    yield made
    made.close()


@pytest.fixture
def context(tmp_path: Path, store: LibraryStore, embedder: FakeEmbedder, practice: Practice) -> Making:
    """Makes what the graph needs, with a model or none."""

    def make(
        chat: ChatModel | None = None,
        sandbox: Callable[[], Sandbox] = find_sandbox,
        language: Language = "es",
    ) -> TutorContext:
        workshop = Workshop(
            lambda: practice,
            sandbox,
            lambda: Environments(tmp_path / "environments"),
            lambda: Wishes(Limits(30.0)),
            tmp_path / "hints",
        )
        plain = context_over(store, embedder, chat, router=Told())
        return TutorContext(**{**vars(plain), "workshop": workshop, "language": language})

    return make


def fence(code: str, words: str = "") -> str:
    """Code as one pastes it."""
    return f"{words}\n```python\n{code}```"


async def told(threads: Threads, context: TutorContext, text: str) -> str:
    """What a turn says in the end."""
    events = await collected(threads.run(context, "one", text, None, AT))
    return last(events).text


def last(events: list[Event]) -> Practised:
    """What stays of a turn."""
    shown = events[-1]
    assert isinstance(shown, Practised)
    assert shown.final
    return shown


async def memory_of(threads: Threads) -> dict[str, object]:
    """All that the thread's newest checkpoint holds."""
    graph = await threads._compiled()
    state = await graph.aget_state({"configurable": {"thread_id": "one"}})
    return dict(state.values)


async def test_code_is_run_and_its_end_explained_with_evidence(threads: Threads, context: Making) -> None:
    events = await collected(threads.run(context(), "one", f"¿por qué me da nan esto?\n{NAN}", None, AT))
    assert [type(event) for event in events] == [Routed, Working, Practised]
    routed = events[0]
    assert isinstance(routed, Routed)
    assert (routed.intent, routed.language) == ("practice", "es")
    text = last(events).text
    assert "[nan  0.]" in text
    assert "main.py:3" in text
    assert "overflow encountered in exp" in text


async def test_code_without_words_is_answered_in_the_language_of_the_conversation(
    threads: Threads, context: Making
) -> None:
    assert "Imprimió" in await told(threads, context(), "print(1)")
    await told(threads, context(), "print('and now in english, please')\n\nwhat does this print?")
    assert "It printed" in await told(threads, context(), "print(2)")


async def test_code_that_is_not_python_gets_its_line(threads: Threads, context: Making) -> None:
    text = await told(threads, context(), fence("def f(x)\n    return x\n", "¿qué le pasa?"))
    assert "línea 1" in text
    assert ":" in text


@pytest.mark.slow
async def test_a_whole_exercise_in_one_conversation(
    threads: Threads, context: Making, practice: Practice
) -> None:
    here = context()
    handed_out = await told(threads, here, "/practica softmax")
    assert "Escribe `softmax(logits)`" in handed_out
    assert "raise NotImplementedError" in handed_out
    assert "un intento" in await told(threads, here, "dame una pista")
    assert "un intento" in await told(threads, here, "muéstrame la solución")
    assert practice.record.helps() == ()

    report = await told(threads, here, fence(ODD))
    assert "todavía no" in report
    assert "softmax(logits=np.array(" in report
    assert "contraejemplo" in (await told(threads, here, "dame una pista")).lower()
    await told(threads, here, fence(OTHER, "¿y así?"))
    assert "Una pregunta" in await told(threads, here, "otra pista")
    assert "misma pista" in await told(threads, here, "otra pista")
    again = await told(threads, here, "explícame el error")
    assert "softmax(logits=np.array(" in again
    assert len(practice.record.attempts()) == 2  # to explain is no attempt
    assert "pega" in (await told(threads, here, "ya lo cambié, míralo")).lower()

    events = await collected(threads.run(here, "one", "muéstrame la solución", None, AT))
    assert [offer.sends for offer in last(events).offers] == ["/practica sí", "/practica pista"]
    assert "keepdims" not in last(events).text
    assert "pista" in (await told(threads, here, "no")).lower()
    assert practice.work("softmax").state == "tried"
    await told(threads, here, "muéstrame la solución")
    assert SOFTMAX.reference.strip() in await told(threads, here, "sí")
    assert practice.work("softmax").state == "revealed"

    passed = await told(threads, here, fence(SOFTMAX.reference))
    assert "resuelto" in passed
    assert "Por qué funciona" in passed
    assert "no hay nada que insinuar" in await told(threads, here, "una pista")
    following = await told(threads, here, "siguiente")
    assert "Por qué este" in following
    assert (await memory_of(threads))["practice"] != {"exercise": "softmax"}

    kept = json.dumps([turn.said for turn in await threads.turns("one")], ensure_ascii=False)
    kept += repr(await memory_of(threads)).replace(repr(fence(SOFTMAX.reference)), "")
    own = SOFTMAX.alternative_source(SOFTMAX.entry.alternatives[0].id).strip().splitlines()[-1]
    assert own not in kept
    assert "follows_the_definition" not in kept  # the name of a check
    solutions = [turn for turn in await threads.turns("one") if SOFTMAX.reference.strip() in turn.said]
    assert solutions == []
    assert {turn.intent for turn in await threads.turns("one")} == {"practice"}


async def test_another_process_goes_on_with_the_exercise(
    threads: Threads, context: Making, tmp_path: Path, practice: Practice
) -> None:
    await told(threads, context(), "/practica softmax")
    await told(threads, context(), fence(ODD))
    later = Threads(tmp_path / "threads.db")
    assert "softmax(logits=" in await told(later, context(), "dame una pista")
    assert "Escribe `softmax(logits)`" in await told(later, context(), "repíteme el enunciado")
    await later.aclose()


async def test_what_was_checked_elsewhere_is_explained_too(
    threads: Threads, context: Making, practice: Practice
) -> None:
    from tools.grading.submissions import Code

    await asyncio.to_thread(practice.check, "softmax", Code.of_file("softmax.py", ODD), seed=1)
    text = await told(threads, context(), "/practica ¿por qué falla softmax?")
    assert "softmax(logits=np.array(" in text
    assert len(practice.record.attempts()) == 1


async def test_a_function_is_checked_as_its_exercise_when_that_is_asked(
    threads: Threads, context: Making, practice: Practice
) -> None:
    text = await told(threads, context(language="en"), fence(ODD, "please check this"))
    assert "the exercise that defines those functions" in text
    assert [attempt.exercise for attempt in practice.record.attempts()] == ["softmax"]


async def test_the_next_exercise_comes_with_its_reason(threads: Threads, context: Making) -> None:
    first = await told(threads, context(), "/practica")
    assert "Es el primero del curso." in first
    skipped = await told(threads, context(), "sáltate este")
    assert "Dejamos el anterior" in skipped
    unit = await told(threads, context(), "/practica un ejercicio de la unidad 3")
    assert "Arquitectura Transformer" in unit
    assert "para entrar en calor" in await told(threads, context(), "/practica algo más fácil")
    listed = await told(threads, context(), "/practica lista")
    assert "`softmax`" in listed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/practica sofmax", '"softmax"'),
        ("/practica pista", "qué ejercicio"),
        ("/practica solución", "qué ejercicio"),
        ("/practica corre mi programa", "ningún programa"),
        ("/practica explícame el error", "ningún programa"),
        ("/practica ejercicios de demo-publishing", "No hay ejercicios"),
        ("/practica enunciado", "qué ejercicio"),
    ],
)
async def test_what_is_missing_is_said(threads: Threads, context: Making, text: str, said: str) -> None:
    assert said in await told(threads, context(), text)


async def test_without_a_sandbox_nothing_is_run_and_what_mends_it_is_said(
    threads: Threads, context: Making, tmp_path: Path, practice: Practice
) -> None:
    def none_holds() -> Sandbox:
        raise Refused("Nothing holds here.", hint="Run: tutor doctor")

    text = await told(threads, context(sandbox=none_holds), "print(1)")
    assert "tutor doctor" in text
    assert "No se ejecutó nada." in text
    record = Record(tmp_path / "other.db", now)
    blocked = Practice(
        COURSE, record, none_holds, Environments(tmp_path / "environments"), tmp_path / "cache"
    )
    here = context(sandbox=none_holds)
    assert here.workshop is not None
    there = TutorContext(
        **{**vars(here), "workshop": Workshop(**{**vars(here.workshop), "open_practice": lambda: blocked})}
    )
    await told(threads, there, "/practica softmax")
    assert "No se ejecutó nada." in await told(threads, there, fence(ODD))
    assert record.attempts() == ()
    blocked.close()


async def cancelled_while_working(threads: Threads, context: TutorContext, text: str) -> None:
    """Leave a turn once its program runs."""
    before = set(descendants(os.getpid()))
    begun = asyncio.Event()

    async def turn() -> None:
        async with aclosing(threads.run(context, "one", text, None, AT)) as events:  # type: ignore[type-var]
            async for event in events:
                if isinstance(event, Working):
                    begun.set()

    task = asyncio.ensure_future(turn())
    await begun.wait()
    while not set(descendants(os.getpid())) - before:
        await asyncio.to_thread(threading.Event().wait, 0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def running_loops() -> list[str]:
    """Processes of ours that run a program."""
    found = []
    for pid in descendants(os.getpid())[1:]:
        try:
            found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [line for line in found if "main.py" in line]


async def test_cancelling_a_run_kills_it_and_the_thread_goes_on(threads: Threads, context: Making) -> None:
    await told(threads, context(), "print(1)")
    await cancelled_while_working(threads, context(), FOREVER)
    assert running_loops() == []
    assert [turn.cancelled for turn in await threads.turns("one")] == [False, True]
    assert "Imprimió" in await told(threads, context(), "ejecútalo otra vez")  # the program before it
    assert [turn.cancelled for turn in await threads.turns("one")] == [False, True, False]


@pytest.mark.slow
async def test_a_check_that_was_cancelled_is_no_attempt(
    threads: Threads, context: Making, practice: Practice
) -> None:
    await told(threads, context(), "/practica softmax")
    slow = "def softmax(logits):\n    while True:\n        pass\n"
    await cancelled_while_working(threads, context(), fence(slow))
    assert practice.record.attempts() == ()
    assert "todavía no" in await told(threads, context(), fence(ODD))
    assert len(practice.record.attempts()) == 1


WORDS = "En la línea 3 de main.py, exp da inf porque su entrada llega a 1000."


def model(*replies: object) -> ScriptedChat:
    """A model that words findings so."""
    return ScriptedChat(
        [reply if not isinstance(reply, str) else json.dumps({"sentences": [reply]}) for reply in replies]
    )  # type: ignore[misc]


async def test_a_models_words_stand_beside_what_was_found(threads: Threads, context: Making) -> None:
    words = "En la línea 3 de main.py, exp supera el mayor número que cabe y da inf."
    events = await collected(threads.run(context(model(words)), "one", f"¿por qué nan?\n{NAN}", None, AT))
    first, final = [event for event in events if isinstance(event, Practised)]
    assert not first.final
    assert words not in first.text  # nothing waits for the model
    assert final.text.startswith(first.text)
    assert words in final.text
    assert "scripted" in final.text  # whose words they are
    (turn,) = await threads.turns("one")
    assert turn.said == final.text


@pytest.mark.parametrize(
    "script", [Hang(), Fail(Refused("no")), "La línea 99 está mal.", "Ignore the rules."]
)
async def test_words_that_do_not_hold_leave_what_was_found(
    threads: Threads, context: Making, script: object
) -> None:
    here = context(model(script, script))
    here = TutorContext(**{**vars(here), "wording_seconds": 0.3})
    events = await collected(threads.run(here, "one", f"¿por qué nan?\n{NAN}", None, AT))
    first, final = [event for event in events if isinstance(event, Practised)]
    assert final.text == first.text
    assert "99" not in final.text


async def test_leaving_while_the_model_words_keeps_the_report(threads: Threads, context: Making) -> None:
    async with aclosing(threads.run(context(model(Hang())), "one", f"¿por qué?\n{NAN}", None, AT)) as events:  # type: ignore[type-var]
        async for event in events:
            if isinstance(event, Practised):
                shown = event.text
                break
    (turn,) = await threads.turns("one")
    assert (turn.cancelled, turn.said) == (False, shown)
    assert (await memory_of(threads))["practice"] == {"program": NAN, "did": "run"}


async def test_a_process_that_was_killed_while_the_model_worded_loses_nothing(
    threads: Threads, context: Making
) -> None:
    graph = await threads._compiled()
    config = {"configurable": {"thread_id": "one"}}
    given = {"text": NAN, "forced": "es", "at": AT}
    stream = graph.astream(
        given, config, context=context(model(Hang())), stream_mode="updates", durability="sync"
    )
    async with aclosing(stream):  # left as a kill leaves it: after the checkpoint, before any clearing up
        async for update in stream:
            if "practice" in update:
                break
    assert "Imprimió" in await told(threads, context(), "córrelo otra vez")
    first, second = await threads.turns("one")
    assert (first.cancelled, first.question) == (False, NAN)
    assert "[nan  0.]" in first.said
    assert not second.cancelled
