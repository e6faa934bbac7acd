"""What is said at each stage of a check-in, and the check-in as a document: the same for every face."""

from collections.abc import Iterator
from typing import Any

from tutor.checkin.service import Stage
from tutor.checkin.words import CheckInWords, fact_sentences
from tutor.plan_documents import plan_document
from tutor.planning.blocks import STUDY
from tutor.planning.planner import Planner


def document(stage: Stage, planner: Planner, words: CheckInWords) -> dict[str, Any]:
    """A check-in for the command line's JSON and for the report."""
    facts = stage.facts
    return {
        "state": stage.state,
        "step": stage.step,
        "week": facts["week"],
        "from": facts["from"],
        "to": facts["to"],
        "prepared": stage.prepared,
        "facts": facts,
        "says": [sentence for _, sentence in fact_sentences(facts, words)],
        "questions": [_question(asked) for asked in stage.questions],
        "answers": [{"question": one["question"], "answer": one["answer"]} for one in stage.answers],
        "summary": stage.reflection,
        "summary_by": stage.worded_by,
        "commitment": stage.commitment,
        "accepted": stage.accepted,
        "saved": stage.state in ("finished", "already"),
        "plan": plan_of(planner, words),
    }


def plan_of(planner: Planner, words: CheckInWords) -> dict[str, Any]:
    """The week of the plan that comes next."""
    return plan_document(planner.current(), words.plan, None, planner.today, planner.options())


def said(stage: Stage, planner: Planner, words: CheckInWords) -> list[str]:
    """Paragraphs to say now: what is new since the step before."""
    return list(_said(stage, planner, words))


def _said(stage: Stage, planner: Planner, words: CheckInWords) -> Iterator[str]:
    if stage.state == "already":
        yield words.say("already")
        yield from opening(stage, planner, words)
        yield from held(stage, words)
        return
    if stage.state == "draft":
        yield words.say("drafted", week=stage.facts["week"])
        yield from opening(stage, planner, words)
        return
    if stage.state == "finished":
        yield saved(stage, words)
        return
    if stage.resumed:
        day = words.day(stage.prepared)
        yield words.say("goes_on", week=stage.facts["week"], day=day)
    if stage.step == "question:1":
        yield from opening(stage, planner, words)
        if not stage.resumed:
            yield words.say("stop")
    yield from _step(stage, planner, words)


def opening(stage: Stage, planner: Planner, words: CheckInWords) -> Iterator[str]:
    """Which week it is about, and its facts."""
    facts = stage.facts
    days = {"first": words.day(facts["from"]), "last": words.day(facts["to"])}
    yield words.say("title", week=facts["week"], **days)
    yield "\n".join(f"· {sentence}" for _, sentence in fact_sentences(facts, words))
    if stage.prepared != planner.today.isoformat() and not stage.resumed and stage.state == "waiting":
        yield words.say("asked_on", day=words.day(stage.prepared))


def held(stage: Stage, words: CheckInWords) -> Iterator[str]:
    """What was said in a check-in, and what came of it."""
    for answer in stage.answers:
        given = words.say("quoted", name=answer["answer"]) if answer["answer"] else words.say("unanswered")
        yield f"{answer['question']}\n{words.say('yours', said=given)}"
    yield stage.reflection
    if stage.commitment:
        yield f"{words.report('commitment')}: {words.say('quoted', name=stage.commitment)}"


def saved(stage: Stage, words: CheckInWords) -> str:
    """That it is in the record; said of a finished one only."""
    week = stage.facts["week"]
    if not stage.commitment:
        return words.say("saved.none", week=week)
    return words.say("saved", week=week, commitment=stage.commitment)


def _step(stage: Stage, planner: Planner, words: CheckInWords) -> Iterator[str]:
    kind, _, number = stage.step.partition(":")
    if kind == "question":
        asked = stage.questions[int(number) - 1]
        yield words.say("question", number=number, count=len(stage.questions), text=asked["text"])
    elif kind == "commitment":
        yield stage.reflection
        if stage.worded_by:
            yield words.say("model", model=stage.worded_by)
        yield words.say("commitment", offer=stage.offer)
    else:
        if stage.notice:
            yield stage.notice
        yield from plan_lines(plan_of(planner, words), words)


def plan_lines(plan: dict[str, Any], words: CheckInWords) -> Iterator[str]:
    """The week of a plan, what can be chosen, and the question whether it is taken."""
    yield words.say("plan", week=plan["week"], hours=words.number(plan["hours"]))
    lines = [session_line(session, words) for session in plan["sessions"]]
    yield "\n".join(f"· {line}" for line in lines) if lines else words.say("plan.none")
    if plan["choices"]:
        yield words.say("plan.options")
        names = [(words.say(f"plan.word.{one['kind']}"), one["says"]) for one in plan["choices"]]
        yield "\n".join(f"· {words.say('plan.option', word=name, says=says)}" for name, says in names)
    yield words.say("plan.ask")


def session_line(session: dict[str, Any], words: CheckInWords) -> str:
    """A session in one line: when, how long, and what is studied in it."""
    blocks = [block for block in session["blocks"] if block["kind"] in STUDY and not block["done"]]
    titles = list(dict.fromkeys(block["title"] for block in blocks))
    over = bool(session["blocks"]) and all(one["done"] or one["kind"] == "slack" for one in session["blocks"])
    named = words.listed(titles) or (words.say("plan.over") if over else words.plan.title("review", ""))
    day = words.day(session["date"])
    return words.say(
        "plan.session", day=day, start=session["start"], minutes=session["minutes"], blocks=named
    )


def _question(asked: dict[str, Any]) -> dict[str, Any]:
    kept = ("situation", "theme", "text", "origin")
    return {name: asked[name] for name in kept if name in asked}
