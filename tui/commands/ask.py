"""`tutor ask` and `tutor route`."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

import typer

from tui.batch import run_batch, text_or_batch
from tui.options import Batch, Json, LanguageChoice, Words, chosen
from tui.output import Output, readable


def ask(words: Words = None, batch: Batch = "", json: Json = False, language: LanguageChoice = None) -> None:
    """Answer a question from the library."""
    from tui.opening import opened, prepare

    question, forced = text_or_batch(words, batch), chosen(language)
    out = Output(json, forced)
    if not batch:
        _check(question)
    with opened() as session:
        tutor = session.tutor
        prepare(tutor, out)
        if batch:
            run_batch(batch, out, lambda text: answer_document(session.run(tutor.ask(text, forced))))
        elif json:
            out.document(answer_document(session.run(tutor.ask(readable(question), forced))))
        else:
            session.run(_tell(tutor.ask_events(readable(question), forced), out))


def route(
    words: Words = None, batch: Batch = "", json: Json = False, language: LanguageChoice = None
) -> None:
    """Say what a sentence asks of the tutor."""
    from tui.opening import opened

    sentence, forced = text_or_batch(words, batch), chosen(language)
    out = Output(json, forced)
    with opened() as session:
        tutor = session.tutor

        def routed(text: str) -> dict[str, Any]:
            return asdict(session.run(tutor.router.route_with(text, tutor.chat, forced)))

        with out.waiting("cli.waiting.router"):
            tutor.router.route("hola")
        if batch:
            run_batch(batch, out, routed)
        elif json:
            out.document(routed(readable(sentence)))
        else:
            _show_route(routed(readable(sentence)), out)


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add these commands."""
    app.command("ask", cls=command, help="help.ask")(ask)
    app.command("route", cls=command, help="help.route")(route)


def answer_document(answer: Any) -> dict[str, Any]:
    """An answer as the command line's contract has it."""
    timings = {"retrieve": None, "first_token": None, "total": None} | answer.timings_ms
    return {
        "question": answer.question,
        "language": answer.language,
        "answer": answer.text,
        "sentences": [asdict(sentence) for sentence in answer.sentences],
        "citations": [asdict(citation) for citation in answer.citations],
        "abstained": answer.abstained,
        "nearest": [asdict(citation) for citation in answer.nearest],
        "model": answer.model,
        "timings_ms": timings,
    }


async def _tell(events: AsyncIterator[Any], out: Output) -> None:
    """Quotes and wording while they come, on stderr; then the checked answer, on stdout."""
    from tui.answers import show_answer, watching
    from tutor.agent.events import Answered

    answer = None
    async with aclosing(events):  # type: ignore[type-var]
        with watching(out) as watch:
            async for event in events:
                watch(event)
                if isinstance(event, Answered):
                    answer = event.answer
    if answer is not None:
        show_answer(answer, out)


def _check(question: str) -> None:
    """Refuse what is no question before anything heavy is loaded."""
    from tutor.agent.ask import checked_question

    checked_question(question)


def _show_route(routed: dict[str, Any], out: Output) -> None:
    name = out.text(f"intent.name.{routed['intent']}")
    sure, decided = f"{routed['confidence']:.0%}", out.text(f"cli.route.{routed['decided_by']}")
    out.show(out.text("cli.route", intent=routed["intent"], name=name, sure=sure, decided=decided))
    if routed["alternatives"]:
        out.show(out.text("cli.route.unsure", options=", ".join(routed["alternatives"])))
