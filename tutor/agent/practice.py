"""The `practice` subgraph: hand out an exercise, run or check what is pasted, explain it, help by the rung.

    read ─┬─ offer    the next exercise or the one that was named, its statement, the list
          ├─ check    judge a program against the exercise, and keep the attempt
          ├─ run      run a program, and say how it ended
          ├─ explain  say again what broke, of the latest program
          ├─ help     the next rung; the solution once it was asked for by name and confirmed
          └─ advise   what is missing for that

After it the root graph lets a model word what was found (`word`). The program decides and the model words:
verdict, findings and rungs come from `tutor/practice.py`. The state holds builtins and ids; what an exercise
hides, its solution among it, is shown and never kept there.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from knowledge_base.documents import Language
from knowledge_base.errors import Refused, TutorError
from tutor.agent.context import TutorContext
from tutor.agent.events import Event, Practised, Working
from tutor.agent.practice_offers import offered_reply
from tutor.agent.practice_reading import read_turn
from tutor.agent.practice_replies import (
    Bench,
    Reply,
    advice,
    checked_reply,
    explained_reply,
    helped_reply,
    ran_reply,
    worded,
)
from tutor.agent.state import PracticeState, TutorState
from tutor.agent.stoppable_thread import in_thread
from tutor.messages import explain as explain_error
from tutor.practice_markdown import joined, plain, say, words_markdown
from tutor.workshop import Workshop

if TYPE_CHECKING:
    from langgraph.graph import StateGraph
    from langgraph.runtime import Runtime

Step = Literal["offer", "check", "run", "explain", "help", "advise"]
_STEPS: dict[str, Step] = {
    "choose": "offer", "next": "offer", "statement": "offer", "list": "offer", "check": "check", "run": "run",
    "explain": "explain", "hint": "help", "reveal": "help", "solution": "help", "changed": "advise",
}  # fmt: skip


def practice_graph() -> "StateGraph[PracticeState, TutorContext, PracticeState, PracticeState]":
    """The subgraph, not yet compiled. Input: question, language, and `practice`, what is remembered."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(PracticeState, context_schema=TutorContext)
    graph.add_node("read", read)
    graph.add_edge(START, "read")
    steps = {"offer": offer, "check": check, "run": run, "explain": explain, "help": help_, "advise": advise}
    for name, node in steps.items():
        graph.add_node(name, node)
        graph.add_edge(name, END)
    graph.add_conditional_edges("read", _next, list(steps))
    return graph


async def read(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """What the turn asks for."""
    practice = await in_thread(lambda: _workshop(runtime).practice)
    exercises = await in_thread(lambda: practice.in_order)
    return read_turn(state["question"], state.get("practice", {}), exercises, practice.course)


async def offer(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """Show an exercise and say why it, or list what there is."""
    return await _replied(state, runtime, lambda bench: in_thread(partial(offered_reply, bench)))


async def check(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """Judge a program; the attempt is kept only if nobody cancelled meanwhile."""
    return await _replied(state, runtime, checked_reply, "check")


async def run(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """Run a program."""
    return await _replied(state, runtime, ran_reply, "run")


async def explain(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """Say what the latest program shows: by the same check, or by running it again."""
    return await _replied(state, runtime, explained_reply, "run")


async def help_(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """A rung, the question whether the solution is to be shown, or the solution."""
    return await _replied(state, runtime, helped_reply)


async def advise(state: PracticeState, runtime: "Runtime[TutorContext]") -> PracticeState:
    """Say what is missing."""
    return await _replied(state, runtime, advice)


async def word(state: TutorState, runtime: "Runtime[TutorContext]") -> TutorState:
    """Let a model word what was found; its words stand beside the report or not at all."""
    context, language = runtime.context, cast(Language, state["language"])
    bench = Bench(_workshop(runtime), context, dict(state), lambda _: None)
    said, exercise = state["said"], state.get("practice", {}).get("exercise", "")
    sentences = await worded(bench, state["findings"])
    if sentences and context.chat is not None:
        said = joined([said, words_markdown(sentences, context.chat.name, language)])
    runtime.stream_writer(Practised(said, exercise))
    return {"said": said, "findings": []}


def to_be_worded(state: TutorState) -> bool:
    """Whether there is something for a model to word."""
    return bool(state.get("findings"))


async def _replied(
    state: PracticeState,
    runtime: "Runtime[TutorContext]",
    make: Callable[[Bench], Awaitable[Reply]],
    doing: str = "",
) -> PracticeState:
    language = cast(Language, state["language"])

    def show(event: Event) -> None:
        runtime.stream_writer(event)

    if doing:
        show(Working(say(f"doing.{doing}", language)))
    bench = Bench(_workshop(runtime), runtime.context, dict(state), show)
    try:
        reply = await make(bench)
    except TutorError as error:
        reply = _trouble(error, language, bench)
    findings = reply.findings if runtime.context.chat is not None else []
    exercise = reply.memory.get("exercise", "")
    show(Practised(reply.text, exercise, not findings, reply.offers, dict(reply.memory)))
    return {"said": reply.kept or reply.text, "practice": reply.memory, "findings": findings}


def _trouble(error: TutorError, language: Language, bench: Bench) -> Reply:
    """What stands in the way, and what mends it."""
    _, message, hint = explain_error(error, language)
    nothing_run = say("nothing_run", language) if isinstance(error, Refused) else ""
    return Reply(joined([plain(message), plain(hint), nothing_run]), bench.memory)


def _workshop(runtime: "Runtime[TutorContext]") -> Workshop:
    workshop = runtime.context.workshop
    if workshop is None:  # only a tutor that was put together without one; the root graph does not come here
        raise RuntimeError("this tutor has no workshop")
    return workshop


def _next(state: PracticeState) -> Step:
    return _STEPS[state["move"]]
