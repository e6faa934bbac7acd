"""The `plan` subgraph: what to do now, a week, when the course ends; changes, each after a yes.

    read ─┬─ show     today, a day, a week, the forecast, when something comes, what can be chosen
          ├─ propose  a change with the dates and numbers that were understood, as a question
          ├─ change   make the change that was proposed, and say what the record has of it
          └─ leave    the change that was proposed is not made

The state holds the change that waits for a yes, in builtins; any turn that is no answer to it drops it. The
program decides all: no model has a part in it.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tutor.agent.context import TutorContext
from tutor.agent.events import Replied, Said
from tutor.agent.plan_changes import PlanTalk, Reply, asked_again, made, offered, proposed, remade
from tutor.agent.plan_reading import Wish, read_turn
from tutor.agent.plan_views import (
    days_markdown,
    forecast_text,
    option_offers,
    options_markdown,
    say,
    today_markdown,
    week_markdown,
    when_markdown,
)
from tutor.agent.practice_moves import confirms
from tutor.agent.state import PlanState, TutorState
from tutor.agent.stoppable_thread import in_thread
from tutor.messages import explain
from tutor.messages import text as message
from tutor.plan_documents import PlanWords
from tutor.planning.study_days import week_of
from tutor.practice_markdown import joined, plain

if TYPE_CHECKING:
    from langgraph.graph import StateGraph
    from langgraph.runtime import Runtime

Step = Literal["show", "propose", "change", "leave"]
_ANSWERS: dict[str, Step] = {"apply": "change", "decline": "leave", "again": "leave"}


def plan_graph() -> "StateGraph[PlanState, TutorContext, PlanState, PlanState]":
    """The subgraph, not yet compiled. Input: question, language, and `plan`, what is remembered."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(PlanState, context_schema=TutorContext)
    graph.add_node("read", read)
    graph.add_edge(START, "read")
    steps = {"show": show, "propose": propose, "change": change, "leave": leave}
    for name, node in steps.items():
        graph.add_node(name, node)
        graph.add_edge(name, END)
    graph.add_conditional_edges("read", _next, list(steps))
    return graph


async def read(state: PlanState, runtime: "Runtime[TutorContext]") -> PlanState:
    """What the turn wants."""
    if runtime.context.open_planner is None:
        return {"wish": {"move": "none", "changes": False}}

    def reading() -> Wish:
        planner = _talk(state, runtime).planner
        return read_turn(state["question"], state.get("plan", {}), planner.course, planner.today)

    try:
        return {"wish": await in_thread(reading)}
    except TutorError as error:
        return {"wish": {"move": "trouble", "changes": False, "says": _trouble(error, state)}}


async def show(state: PlanState, runtime: "Runtime[TutorContext]") -> PlanState:
    """Show what was asked for; changes nothing but, where that is due, the plan itself."""
    if state["wish"]["move"] == "none":
        text = message("intent.plan", _language(state))
        runtime.stream_writer(Said(text))
        return {"said": text, "plan": {}}
    if state["wish"]["move"] == "trouble":
        return _told(runtime, Reply(state["wish"]["says"]))
    return await _replied(state, runtime, lambda talk: shown(talk, state["wish"]))


async def propose(state: PlanState, runtime: "Runtime[TutorContext]") -> PlanState:
    """Ask whether a change is to be made."""
    return await _replied(state, runtime, lambda talk: proposed(talk, state["wish"]))


async def change(state: PlanState, runtime: "Runtime[TutorContext]") -> PlanState:
    """Make the change that was proposed."""
    return await _replied(state, runtime, lambda talk: made(talk, state["plan"]["change"]))


async def leave(state: PlanState, runtime: "Runtime[TutorContext]") -> PlanState:
    """Leave the plan as it is, or ask once more where the answer was no answer."""
    if state["wish"]["move"] == "again":
        return await _replied(state, runtime, lambda talk: asked_again(talk, state["plan"]["change"]))
    return _told(runtime, Reply(say("declined", _language(state))))


def answers_plan(state: TutorState) -> bool:
    """Whether a turn after one about the plan answers its proposal."""
    turns = state.get("turns", [])
    waits = bool(state.get("plan", {}).get("change")) and bool(turns) and turns[-1]["intent"] == "plan"
    return waits and confirms(state["text"]) is not None


def shown(talk: PlanTalk, wish: Wish) -> Reply:
    """The part of the plan that a turn asks for.

    Raises:
        BadInput: there is no such week.
        Missing: nobody said when to study.
    """
    move = wish["move"]
    if move in ("replan", "options"):
        return remade(talk) if move == "replan" else offered(talk)
    return _SHOWN.get(move, _today)(talk, wish)


def _today(talk: PlanTalk, _: Wish) -> Reply:
    planner = talk.planner
    return Reply(today_markdown(planner.next_action(), talk.words, planner.today))


def _day(talk: PlanTalk, wish: Wish) -> Reply:
    days = [date.fromisoformat(day) for day in wish["days"]]
    return Reply(days_markdown(talk.planner.current(), talk.words, days))


def _week(talk: PlanTalk, wish: Wish) -> Reply:
    planner, plan = talk.planner, talk.planner.current()
    week = wish["week"] or None
    if week is None and wish["following"]:
        week = max(1, week_of(date.fromisoformat(plan.profile.start), planner.today) + 1)
    options = planner.options()
    text = joined(
        [
            week_markdown(plan, talk.words, week, planner.today),
            options_markdown(options, talk.words, plan.profile.hours),
        ]
    )
    return Reply(text, offers=option_offers(options, talk.language))


def _when(talk: PlanTalk, wish: Wish) -> Reply:
    place, planner = wish["place"], talk.planner
    unit = next((one for one in planner.course.units if one.id == place), None)
    refs = [place]
    if unit is not None:
        refs = [skill.id for skill in unit.skills] + [activity.id for activity in unit.activities]
    title = talk.words.title("lesson", place)
    return Reply(when_markdown(planner.current(), talk.words, refs, title, planner.today))


def _forecast(talk: PlanTalk, _: Wish) -> Reply:
    plan, options = talk.planner.current(), talk.planner.options()
    parts = [
        forecast_text(plan.forecast, talk.words),
        options_markdown(options, talk.words, plan.profile.hours),
    ]
    return Reply(joined(parts), offers=option_offers(options, talk.language))


def _calendar(talk: PlanTalk, _: Wish) -> Reply:
    return talk.says("calendar")


_SHOWN: dict[str, Callable[[PlanTalk, Wish], Reply]] = {
    "today": _today, "day": _day, "week": _week, "when": _when, "forecast": _forecast, "calendar": _calendar,
}  # fmt: skip


async def _replied(
    state: PlanState, runtime: "Runtime[TutorContext]", make: Callable[[PlanTalk], Reply]
) -> PlanState:
    try:
        reply = await in_thread(lambda: make(_talk(state, runtime)))
    except TutorError as error:
        reply = Reply(_trouble(error, state))
    return _told(runtime, reply)


def _told(runtime: "Runtime[TutorContext]", reply: Reply) -> PlanState:
    runtime.stream_writer(Replied(reply.text, reply.offers))
    return {"said": reply.text, "plan": {"change": reply.change}}


def _talk(state: PlanState, runtime: "Runtime[TutorContext]") -> PlanTalk:
    opening = runtime.context.open_planner
    if opening is None:  # `read` does not lead here
        raise RuntimeError("this tutor has no planner")
    planner = opening()
    return PlanTalk(planner, PlanWords(planner.course, _language(state), planner.today.year))


def _trouble(error: TutorError, state: PlanState) -> str:
    """What stands in the way, and what mends it."""
    _, said, hint = explain(error, _language(state))
    return joined([plain(said), plain(hint)])


def _language(state: PlanState) -> Language:
    return cast(Language, state["language"])


def _next(state: PlanState) -> Step:
    wish = state["wish"]
    return _ANSWERS.get(wish["move"]) or ("propose" if wish["changes"] else "show")
