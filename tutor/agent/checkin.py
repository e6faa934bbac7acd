"""The check-in as a graph that waits for the learner, for days if it must, and goes on in any process.

    word ─ ask ─┬─ reflect ─ commit ─ propose ─┬─ change ─┐
           └──┘ │                       └──────┼──────────┘
                                               └─ save

`ask`, `commit` and `propose` stop at an interrupt; its value names the step, and what resumes it is a dict
with the learner's `text` and the time `at`. The state holds builtins only. A node that waits does nothing
before its interrupt but read, and one that writes can be run twice: `save` keeps one check-in for each id,
with the minutes that it took, in one transaction.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypedDict, cast

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tutor.checkin.plan_answer import PlanAnswer, is_yes, read_plan_answer
from tutor.checkin.reflection import reflection
from tutor.checkin.wording import worded_question, worded_reflection
from tutor.checkin.words import CheckInWords
from tutor.learner.entries import CheckIn, Choice, Done
from tutor.llm.chat import ChatModel
from tutor.messages import explain
from tutor.planning.blocks import STUDY
from tutor.planning.planner import Planner
from tutor.profile import save_profile
from tutor.profile_answers import written_free

if TYPE_CHECKING:
    from langgraph.graph import StateGraph
    from langgraph.runtime import Runtime

LONGEST_STEP = 300  # seconds of a step that count as talk; who stops for days has not talked for days


class CheckInState(TypedDict, total=False):
    """Builtins only.

    Attributes:
        id: of this check-in.
        language: that it is held in.
        facts, questions: that it began with.
        answers: so far, each with its question.
        reflection, worded_by: what was said about them, and the model whose words it is, if it is one's.
        offer: the commitment that is offered.
        commitment: the learner's.
        change: what is to be changed in the plan, as `PlanAnswer` has it, with the time it was said.
        changes: kinds of the changes that were made.
        notice: what came of the last one, in the learner's language.
        accepted: whether the plan was taken as it was proposed.
        shown: ISO time at which the present step was shown.
        seconds: of talk so far.
    """

    id: str
    language: str
    facts: dict[str, Any]
    questions: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    reflection: str
    worded_by: str
    offer: str
    commitment: str
    change: dict[str, Any]
    changes: list[str]
    notice: str
    accepted: bool
    shown: str
    seconds: int


@dataclass(frozen=True)
class CheckInContext:
    """What the nodes work with.

    Attributes:
        planner: of the learner; its record is where the check-in is kept.
        chat: words questions and reflection, where its words hold.
        wording_seconds: that it may take for each.
    """

    planner: Planner
    chat: ChatModel | None
    wording_seconds: float


def checkin_graph() -> "StateGraph[CheckInState, CheckInContext, CheckInState, CheckInState]":
    """The graph, not yet compiled. Input: id, language, facts, questions, shown."""
    from langgraph.graph import END, START, StateGraph

    graph = StateGraph(CheckInState, context_schema=CheckInContext)
    for node in (word, ask, reflect, commit, propose, change, save):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "word")
    graph.add_edge("word", "ask")
    graph.add_conditional_edges("ask", _after_answer, ["ask", "reflect"])
    graph.add_edge("reflect", "commit")
    graph.add_edge("commit", "propose")
    graph.add_conditional_edges("propose", _after_proposal, ["change", "save"])
    graph.add_edge("change", "propose")
    graph.add_edge("save", END)
    return graph


async def word(state: CheckInState, runtime: "Runtime[CheckInContext]") -> CheckInState:
    """Let a model word the questions, where its words hold."""
    context, language = runtime.context, _language(state)
    made = []
    for question in state["questions"]:
        said = await worded_question(question["text"], language, context.chat, context.wording_seconds)
        made.append({**question, "text": said, "origin": "model"} if said else question)
    return {"questions": made, "answers": [], "changes": [], "seconds": 0}


async def ask(state: CheckInState) -> CheckInState:
    """The next question."""
    number = len(state["answers"]) + 1
    said = _waited(f"question:{number}")
    question = state["questions"][number - 1]
    answer = {"situation": question["situation"], "question": question["text"], "answer": said["text"]}
    return {"answers": [*state["answers"], answer], **_clock(state, said)}


async def reflect(state: CheckInState, runtime: "Runtime[CheckInContext]") -> CheckInState:
    """Say back what was heard, and offer a commitment."""
    context, words = runtime.context, _words(state, runtime.context.planner)
    text = reflection(state["facts"], state["answers"], words)
    said = await worded_reflection(text, words.language, context.chat, context.wording_seconds)
    worded_by = context.chat.name if said and context.chat is not None else ""
    return {"reflection": said or text, "worded_by": worded_by, "offer": offer(context.planner, words)}


async def commit(state: CheckInState) -> CheckInState:
    """The learner's commitment; agreeing takes the one that was offered."""
    said = _waited("commitment")
    text = said["text"].strip()
    return {"commitment": state["offer"] if is_yes(text) else text, **_clock(state, said)}


async def propose(state: CheckInState, runtime: "Runtime[CheckInContext]") -> CheckInState:
    """Next week's plan, to be taken or changed."""
    said = _waited(f"plan:{len(state['changes']) + 1}")
    wanted = read_plan_answer(said["text"], runtime.context.planner.profile.hours)
    if wanted.kind in ("accept", "decline"):
        accepted = wanted.kind == "accept" and not [name for name in state["changes"] if name != "none"]
        return {"change": {}, "accepted": accepted, **_clock(state, said)}
    asked = {"kind": wanted.kind, "hours": wanted.hours, "free": list(wanted.free), "option": wanted.option}
    return {"change": {**asked, "at": runtime.context.planner.record.now()}, **_clock(state, said)}


async def change(state: CheckInState, runtime: "Runtime[CheckInContext]") -> CheckInState:
    """Change what the learner asked to be changed; doing it twice changes nothing more."""
    asked, planner, words = state["change"], runtime.context.planner, _words(state, runtime.context.planner)
    answer = PlanAnswer(asked["kind"], asked["hours"], tuple(asked["free"]), asked["option"])
    try:
        notice = _changed(answer, asked["at"], planner, words)
    except TutorError as error:
        return {"changes": [*state["changes"], "none"], "notice": explain(error, words.language)[1]}
    made = "none" if answer.kind == "unclear" else answer.kind
    return {"changes": [*state["changes"], made], "notice": notice}


async def save(state: CheckInState, runtime: "Runtime[CheckInContext]") -> CheckInState:
    """Keep the check-in and the time that it took, once."""
    planner = runtime.context.planner
    record = planner.record
    if record.latest(CheckIn, thread=state["id"]) is None:
        at, facts = record.now(), state["facts"]
        minutes = max(1, round(state["seconds"] / 60))
        kept = CheckIn(
            at,
            facts["week"],
            state["id"],
            facts,
            tuple(state["answers"]),
            state["reflection"],
            state["commitment"],
            state["accepted"],
        )
        record.add(kept, Done(at, "checkin", "", minutes, planner.today.isoformat()))
    return {"notice": ""}


def offer(planner: Planner, words: CheckInWords) -> str:
    """An if-then sentence for the next session with study."""
    for session in planner.current().sessions:
        piece = next((one for one in session.blocks if one.kind in STUDY and not one.done), None)
        if session.day >= planner.today and piece is not None:
            title = words.title(piece.kind, piece.ref)
            return words.say(
                "offer", day=words.day(session.day.isoformat()), start=session.start, title=title
            )
    return words.say("offer.plain")


def _changed(answer: PlanAnswer, at: str, planner: Planner, words: CheckInWords) -> str:
    """Do it, and what is said of it."""
    record, profile = planner.record, planner.profile
    if answer.kind == "hours":
        save_profile(record, replace(profile, hours=answer.hours))
        return words.say("plan.changed.hours", hours=words.number(answer.hours))
    if answer.kind == "free":
        save_profile(record, replace(profile, free=tuple(sorted({*profile.free, *answer.free}))))
        return words.say("plan.changed.free", days=written_free(answer.free).replace(",", ", "))
    if answer.kind == "option":
        made = [one for one in record.since(Choice, at) if one.kind == answer.option]
        if made:  # the process ended between doing it and saying so
            return words.say("plan.changed.again")
        hours = profile.hours
        chosen = planner.choose(answer.option)
        return words.say("plan.changed.choice", says=words.plan.option(chosen, hours))
    return words.say("plan.unclear")


def _after_answer(state: CheckInState) -> Literal["ask", "reflect"]:
    return "ask" if len(state["answers"]) < len(state["questions"]) else "reflect"


def _after_proposal(state: CheckInState) -> Literal["change", "save"]:
    return "change" if state["change"] else "save"


def _waited(step: str) -> dict[str, str]:
    """What the learner said at a step; the first time the graph stops here."""
    from langgraph.types import interrupt

    return cast(dict[str, str], interrupt({"step": step}))


def _clock(state: CheckInState, said: dict[str, str]) -> CheckInState:
    """The time that a step took, and when the next one was shown."""
    passed = datetime.fromisoformat(said["at"]) - datetime.fromisoformat(state["shown"])
    seconds = min(LONGEST_STEP, max(0, round(passed.total_seconds())))
    return {"shown": said["at"], "seconds": state["seconds"] + seconds}


def _language(state: CheckInState) -> Language:
    return cast(Language, state["language"])


def _words(state: CheckInState, planner: Planner) -> CheckInWords:
    return CheckInWords(planner.course, _language(state), planner.today.year)
