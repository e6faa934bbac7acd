"""The check-in and the learner's progress as turns of a conversation.

A thread remembers the step of the check-in that waits in it; the next turn is the answer to it, unless it is
a command or says that it will go on another time. The check-in itself waits elsewhere
(`tutor.checkin.service`), so that any thread, and the command line, can go on with it.
"""

from typing import TYPE_CHECKING, cast

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tutor.agent.context import TutorContext
from tutor.agent.events import Said
from tutor.agent.state import TutorState
from tutor.agent.stoppable_thread import in_thread
from tutor.checkin.plan_answer import is_later
from tutor.checkin.words import CheckInWords
from tutor.messages import explain
from tutor.messages import text as message

if TYPE_CHECKING:
    from langgraph.runtime import Runtime

    from tutor.checkin.service import CheckIns


async def checkin_turn(state: TutorState, runtime: "Runtime[TutorContext]") -> TutorState:
    """Begin the check-in, go on with it, answer its step, or leave it for later."""
    context, language = runtime.context, cast(Language, state["language"])
    if context.open_checkins is None:
        return _told(runtime, message("intent.checkin", language), "")
    try:
        checkins = await in_thread(context.open_checkins)
        return await _moved_on(state, runtime, checkins, language)
    except TutorError as error:
        return _told(runtime, _trouble(error, language), state.get("checkin", ""))


async def progress_turn(state: TutorState, runtime: "Runtime[TutorContext]") -> TutorState:
    """Say how far the learner has come."""
    from tutor.checkin.progress import progress_document
    from tutor.checkin.progress_words import progress_lines

    context, language = runtime.context, cast(Language, state["language"])
    if context.open_checkins is None:
        return _told(runtime, message("intent.progress", language), "")
    try:
        planner = (await in_thread(context.open_checkins)).planner
        document = await in_thread(lambda: progress_document(planner))
    except TutorError as error:
        return _told(runtime, _trouble(error, language), "")
    words = CheckInWords(planner.course, language, planner.today.year)
    return _told(runtime, "\n".join(progress_lines(document, words)), "")


def answers_checkin(state: TutorState) -> bool:
    """Whether a check-in waits in this thread for the turn."""
    turns = state.get("turns", [])
    return bool(state.get("checkin")) and bool(turns) and turns[-1]["intent"] == "checkin"


async def _moved_on(
    state: TutorState, runtime: "Runtime[TutorContext]", checkins: "CheckIns", language: Language
) -> TutorState:
    from tutor.checkin.talk import said

    text = state["question"].strip()
    asked = state["routed"]["decided_by"] == "command" or not answers_checkin(state)
    if not asked and is_later(text):
        return _told(runtime, checkins.words(language).say("waits"), "")
    step = state.get("checkin", "")
    stage = await (checkins.open(language) if asked else checkins.answer(text, step))
    words = checkins.words(stage.language)
    paragraphs = await in_thread(lambda: said(stage, checkins.planner, words))
    return _told(runtime, "\n\n".join(paragraphs), stage.step)


def _told(runtime: "Runtime[TutorContext]", text: str, step: str) -> TutorState:
    runtime.stream_writer(Said(text))
    return {"said": text, "checkin": step}


def _trouble(error: TutorError, language: Language) -> str:
    _, said, hint = explain(error, language)
    return f"{said} {hint}".strip()
