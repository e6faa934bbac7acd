"""The `quiz` subgraph: a few reviews in the conversation, one at a time.

    read ─┬─ begin   the first question
          ├─ answer  grade an answer, keep it, ask the next
          ├─ grade   keep the learner's own grade, where the program could not decide
          └─ leave   another question, the same one again, or the end

The state holds the ids of the quiz and of what was asked. What comes of an answer is in the record before
it is said, and a quiz that was left at any point goes on there, also in another process.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, cast

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tutor.agent.context import TutorContext
from tutor.agent.events import Replied, Routed, Said
from tutor.agent.quiz_reading import belongs_to_quiz, read_move
from tutor.agent.quiz_replies import (
    QuizTalk,
    Reply,
    answered,
    begun,
    grade_asked,
    graded,
    none_open,
    not_known,
    passed,
    shown_again,
    stopped,
)
from tutor.agent.state import QuizMemory, QuizState, TutorState
from tutor.agent.stoppable_thread import in_thread
from tutor.messages import explain
from tutor.messages import text as message
from tutor.practice_markdown import joined, plain

if TYPE_CHECKING:
    from langgraph.graph import StateGraph
    from langgraph.runtime import Runtime

Step = Literal["begin", "answer", "grade", "leave"]
_STEPS: dict[str, tuple[Step, Callable[[QuizTalk], Reply]]] = {
    "begin": ("begin", begun), "answer": ("answer", answered), "dunno": ("answer", not_known),
    "grade": ("grade", graded), "which_grade": ("grade", grade_asked), "show": ("leave", shown_again),
    "pass": ("leave", passed), "stop": ("leave", stopped), "none_open": ("leave", none_open),
}  # fmt: skip


def quiz_graph() -> "StateGraph[QuizState, TutorContext, QuizState, QuizState]":
    """The subgraph, not yet compiled. Input: question, language, at, and `quiz`, what is remembered."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(QuizState, context_schema=TutorContext)
    graph.add_node("read", read)
    graph.add_edge(START, "read")
    steps: tuple[Step, ...] = ("begin", "answer", "grade", "leave")
    for name in steps:
        graph.add_node(name, move)
        graph.add_edge(name, END)
    graph.add_conditional_edges("read", _next, [*steps])
    return graph


async def read(state: QuizState) -> QuizState:
    """What the turn does with the quiz."""
    memory = state.get("quiz", QuizMemory())
    return {"move": read_move(state["question"], memory, follows=_follows(state))}


async def move(state: QuizState, runtime: "Runtime[TutorContext]") -> QuizState:
    """Do that."""
    opening, language = runtime.context.open_quiz, cast(Language, state["language"])
    memory = state.get("quiz", QuizMemory())
    if opening is None:
        text = message("intent.quiz", language)
        runtime.stream_writer(Said(text))
        return {"said": text, "quiz": QuizMemory()}

    def work() -> Reply:
        talk = QuizTalk(opening(), memory, state["question"], language, state["at"])
        return _STEPS[state["move"]][1](talk)

    try:
        reply = await in_thread(work)
    except TutorError as error:
        reply = _trouble(error, language, state["move"], memory)
    runtime.stream_writer(Replied(reply.text, reply.offers))
    return {"said": reply.text, "quiz": reply.memory}


def answers_quiz(state: TutorState, routed: Routed, sure: float) -> bool:
    """Whether a turn after one of the quiz goes on with it.

    Args:
        state: of the conversation.
        routed: where the turn would go by itself.
        sure: a confidence from which on that is beyond doubt.
    """
    turns = state.get("turns", [])
    if not turns or turns[-1]["intent"] != "quiz":
        return False
    certain = routed.confidence >= sure and not routed.alternatives
    return belongs_to_quiz(state["text"], state.get("quiz", {}), routed.intent, sure=certain)


def _trouble(error: TutorError, language: Language, doing: str, memory: QuizMemory) -> Reply:
    """What stands in the way; an item that can no longer be asked is not asked again."""
    _, said, hint = explain(error, language)
    kept = memory if doing in ("stop", "pass") else QuizMemory(**{**memory, "item": ""})
    return Reply(joined([plain(said), plain(hint)]), kept)


def _follows(state: QuizState) -> bool:
    """Whether the turn speaks to the quiz that is open: the root graph decided so, or it is a command."""
    return state["routed"]["decided_by"] in ("command", "fallback")


def _next(state: QuizState) -> Step:
    return _STEPS[state["move"]][0]
