"""The root graph: route a turn to its subgraph, then remember it.

route ─┬─ ask ───────────────┐
       ├─ practice ─ word ───┤
       ├─ plan ──────────────┤
       ├─ quiz ──────────────┤
       ├─ checkin ───────────┤
       ├─ progress ──────────┤
       ├─ not there yet ─────┼─→ remember
       ├─ small talk ────────┤
       └─ which was meant? ──┘
"""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Literal, cast, get_args

from knowledge_base.documents import Language
from tutor.agent.answering import is_elliptical
from tutor.agent.ask import ask_graph
from tutor.agent.checkin_turns import answers_checkin, checkin_turn, progress_turn
from tutor.agent.context import TutorContext
from tutor.agent.events import Intent, Routed, Said
from tutor.agent.plan import answers_plan, plan_graph
from tutor.agent.practice import practice_graph, to_be_worded, word
from tutor.agent.practice_moves import goes_on
from tutor.agent.quiz import answers_quiz, quiz_graph
from tutor.agent.routing import Router
from tutor.agent.state import PlanMemory, TurnRecord, TutorState
from tutor.messages import text as message

if TYPE_CHECKING:
    from langgraph.graph import StateGraph
    from langgraph.runtime import Runtime

Step = Literal["ask", "practice", "plan", "quiz", "checkin", "progress", "say", "which"]
WORDS = "word"  # the step in which all that the turn did is on record already
SURE = 0.95  # a classifier as sure as this of another intent is not overruled by what lies open


def tutor_graph() -> "StateGraph[TutorState, TutorContext, TutorState, TutorState]":
    """The root graph, not yet compiled. Input: text, forced (a language or empty), at (ISO time)."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(TutorState, context_schema=TutorContext)
    graph.add_node("route", route)
    graph.add_node("ask", ask_graph().compile())
    graph.add_node("practice", practice_graph().compile())
    graph.add_node(WORDS, word)
    graph.add_node("plan", plan_graph().compile())
    graph.add_node("quiz", quiz_graph().compile())
    graph.add_node("checkin", checkin_turn)
    graph.add_node("progress", progress_turn)
    graph.add_node("say", say)
    graph.add_node("which", which)
    graph.add_node("remember", remember)
    graph.add_edge(START, "route")
    graph.add_conditional_edges("route", _next, [*get_args(Step)])
    graph.add_conditional_edges("practice", _after_practice, ["word", "remember"])
    for step in ("ask", "word", "plan", "quiz", "checkin", "progress", "say", "which"):
        graph.add_edge(step, "remember")
    graph.add_edge("remember", END)
    return graph


async def route(state: TutorState, runtime: "Runtime[TutorContext]") -> TutorState:
    """Decide the intent of the turn."""
    router, text = runtime.context.router, state["text"]
    forced = cast(Language, state["forced"]) if state["forced"] else None
    default = _language_so_far(state, runtime.context)
    routed = in_conversation(state, await router.route_with(text, runtime.context.chat, forced, default))
    runtime.stream_writer(routed)
    command = router.command(text)
    return {
        "question": command[1] if command else text,
        "before": _question_before(state, router),
        "language": routed.language,
        "routed": asdict(routed),
        "said": "",
        "answer": None,
        "findings": [],
        "plan": _proposal(state),
    }


def in_conversation(state: TutorState, routed: Routed) -> Routed:
    """The decision, seen from where the conversation is: "the next one", after an exercise, is about it."""
    if routed.decided_by != "command" and answers_checkin(state):
        return replace(routed, intent="checkin", confidence=1.0, decided_by="fallback", alternatives=())
    if routed.decided_by != "command" and answers_plan(state):
        return replace(routed, intent="plan", confidence=1.0, decided_by="fallback", alternatives=())
    if routed.decided_by != "command" and answers_quiz(state, routed, SURE):
        return replace(routed, intent="quiz", confidence=1.0, decided_by="fallback", alternatives=())
    memory, turns = state.get("practice", {}), state.get("turns", [])
    if routed.decided_by == "command" or not turns or turns[-1]["intent"] != "practice":
        return routed
    sure_of_another = routed.intent != "practice" and routed.confidence >= SURE
    if goes_on(state["text"], memory, sure_of_another=sure_of_another):
        return replace(routed, intent="practice", confidence=1.0, decided_by="fallback", alternatives=())
    return routed


def _proposal(state: TutorState) -> PlanMemory:
    """What the turn before proposed; a proposal of an earlier turn is over."""
    turns = state.get("turns", [])
    return state.get("plan", {}) if turns and turns[-1]["intent"] == "plan" else {}


def _language_so_far(state: TutorState, context: TutorContext) -> Language:
    turns = state.get("turns", [])
    return cast(Language, turns[-1]["language"]) if turns else context.language


def _question_before(state: TutorState, router: Router) -> str:
    """The last question of this thread that named something, as it was asked of the library."""
    for turn in reversed(state.get("turns", [])):
        command = router.command(turn["question"])
        question = command[1] if command else turn["question"]
        if turn["intent"] == "ask" and not is_elliptical(question):
            return question
    return ""


async def say(state: TutorState, runtime: "Runtime[TutorContext]") -> TutorState:
    """Reply without sources: what is not there yet, where a command does it, small talk."""
    key = "empty" if _empty(state) else state["routed"]["intent"]
    return _said(runtime, message(f"intent.{key}", _language(state)))


async def which(state: TutorState, runtime: "Runtime[TutorContext]") -> TutorState:
    """Ask which intent was meant."""
    options = tuple(state["routed"]["alternatives"])
    names = [message(f"intent.name.{option}", _language(state)) for option in options]
    asked = message("intent.which", _language(state), first=names[0], second=names[1])
    return _said(runtime, asked, options)


async def remember(state: TutorState) -> TutorState:
    """Put the turn on record."""
    return {"turns": [turn_record(state, cancelled=False)]}


def turn_record(state: TutorState, *, cancelled: bool) -> TurnRecord:
    """The turn in a state as it is kept."""
    return TurnRecord(
        question=state.get("text", ""),
        language=state.get("language", state.get("forced") or "es"),
        intent=state.get("routed", {}).get("intent", "ask"),
        said=state.get("said", "") if not cancelled else "",
        answer=state.get("answer") if not cancelled else None,
        cancelled=cancelled,
        at=state.get("at", ""),
    )


def _next(state: TutorState) -> Step:
    routed = state["routed"]
    if routed["alternatives"]:
        return "which"
    if routed["intent"] in ("practice", "plan", "quiz", "checkin", "progress"):
        return cast(Step, routed["intent"])
    return "ask" if routed["intent"] == "ask" and not _empty(state) else "say"


def _after_practice(state: TutorState) -> Literal["word", "remember"]:
    return "word" if to_be_worded(state) else "remember"


def _empty(state: TutorState) -> bool:
    nothing = not any(letter.isalnum() for letter in state["question"])
    return state["routed"]["intent"] == "ask" and nothing


def _said(runtime: "Runtime[TutorContext]", text: str, options: tuple[Intent, ...] = ()) -> TutorState:
    runtime.stream_writer(Said(text, options))
    return {"said": text}


def _language(state: TutorState) -> Language:
    return cast(Language, state["language"])
