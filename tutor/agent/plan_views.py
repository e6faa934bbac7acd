"""The plan in a conversation, as Markdown: what to do now, a day, a week, the end, what can be chosen."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from knowledge_base.documents import Language
from tutor.agent.events import Offer
from tutor.messages import text as message
from tutor.plan_documents import PlanWords, action_document, plan_document, session_document
from tutor.planning.choices import Option
from tutor.planning.forecast import Forecast
from tutor.planning.planner import Action, Current
from tutor.practice_markdown import bold, joined, plain

_NAMELESS = ("checkin", "review", "quiz", "slack")
_MOST_STRETCHES = 3  # of dates that are named one by one
_SLASH = {
    "practice": {"es": "/practica {ref}", "en": "/practice {ref}"},
    "review": {"es": "/repaso", "en": "/quiz"},
    "quiz": {"es": "/repaso sin ayuda", "en": "/quiz without help"},
    "checkin": {"es": "/semana", "en": "/checkin"},
}  # what begins a block in the conversation; the others begin with a command in a terminal


def say(key: str, language: Language, **values: object) -> str:
    """A text of `plan_chat.<key>`."""
    return message(f"plan_chat.{key}", language, **values)


def today_markdown(action: Action, words: PlanWords, today: date) -> str:
    """The one thing to do next, its reason, and what begins it."""
    document, language = action_document(action, words, today), words.language
    block = document["block"]
    if block is None or action.session is None:
        return message("cli.today.done", language)
    what = {"what": named(block, language), "minutes": block["minutes"]}
    if document["today"]:
        head = message("cli.today.now", language, **what)
    else:
        when = {"day": words.day(action.day), "start": action.session.start}
        head = message("cli.today.later", language, **what, **when)
    begin = say("begin", language, command=document["command"])
    if slash := slash_of(block["kind"], block["ref"], language):
        begin = say("begin.here", language, slash=slash, command=document["command"])
    return joined([bold(head), plain(block["why"]), begin])


def slash_of(kind: str, ref: str, language: Language) -> str:
    """What begins a block in the conversation; empty where nothing does."""
    return _SLASH[kind][language].format(ref=ref) if kind in _SLASH else ""


def named(block: dict[str, Any], language: Language) -> str:
    """Kind and title of a block."""
    kind = message(f"plan.kind.{block['kind']}", language)
    return kind if block["kind"] in _NAMELESS else f"{kind}, {plain(block['title'])}"


def week_markdown(plan: Current, words: PlanWords, week: int | None, today: date) -> str:
    """A week's sessions and when the course ends.

    Raises:
        BadInput: the plan has no such week.
    """
    document, language = plan_document(plan, words, week, today, ()), words.language
    days = {"first": words.day(document["from"]), "last": words.day(document["to"])}
    hours = f"{document['hours']:g}"
    title = message("cli.plan.week", language, week=document["week"], **days, hours=hours)
    sessions = list(_sessions(document["sessions"], words))
    return joined(
        [
            bold(title),
            *(sessions or [message("cli.plan.none", language)]),
            forecast_text(plan.forecast, words),
        ]
    )


def days_markdown(plan: Current, words: PlanWords, days: Sequence[date]) -> str:
    """The sessions of some days; the next one where they have none."""
    wanted, language = set(days), words.language
    found = [session for session in plan.sessions if session.day in wanted]
    if found:
        return joined(list(_sessions([session_document(one, words) for one in found], words)))
    said = say("day.none", language, days=listed_days(days, words))
    following = next((one for one in plan.sessions if one.day > max(wanted)), None)
    if following is None:
        return said
    return joined([said, say("day.next", language), *_sessions([session_document(following, words)], words)])


def when_markdown(plan: Current, words: PlanWords, refs: Sequence[str], title: str, today: date) -> str:
    """On which days something is studied."""
    days = sorted(
        {
            session.day
            for session in plan.sessions
            for block in session.blocks
            if block.ref.partition("/")[0] in refs and session.day >= today and not block.done
        }
    )
    key = "when.none" if not days else "when.one" if len(days) == 1 else "when.many"
    values = {"first": words.day(days[0]), "last": words.day(days[-1])} if days else {}
    return say(key, words.language, title=plain(title), **values)


def forecast_text(seen: Forecast, words: PlanWords) -> str:
    """When the course ends, with its uncertainty."""
    language = words.language
    if not seen.finish:
        return message("cli.plan.finished", language)
    days = {"finish": words.day(seen.finish), "low": words.day(seen.low), "high": words.day(seen.high)}
    said = message("cli.plan.finish", language, **days)
    if not seen.weeks_behind:
        return said
    end = words.day(seen.end)
    return f"{said} {message('cli.plan.behind', language, end=end, weeks=seen.weeks_behind)}"


def options_markdown(options: Sequence[Option], words: PlanWords, hours: float) -> str:
    """Ways out where the course no longer fits; empty where it does."""
    if not options:
        return ""
    lines = "\n".join(f"- {plain(words.option(option, hours))}" for option in options)
    return joined([message("cli.plan.choices", words.language), lines])


def option_offers(options: Sequence[Option], language: Language) -> tuple[Offer, ...]:
    """The ways out as things to choose."""
    return tuple(
        Offer(say(f"option.{option.kind}", language), f"/plan {say(f'option.{option.kind}', language)}")
        for option in options
    )


def moved_markdown(plan: Current, words: PlanWords) -> str:
    """What the plan that was just made moved."""
    sentences = words.moved(plan.moved) if plan.new else []
    if not sentences:
        return ""
    lines = "\n".join(f"- {plain(sentence)}" for sentence in sentences)
    return joined([bold(message("cli.plan.moved", words.language)), lines])


def listed_days(days: Sequence[date], words: PlanWords) -> str:
    """Dates in words; neighbours as a stretch."""
    stretches: list[list[date]] = []
    for day in sorted(days):
        if stretches and day - stretches[-1][-1] == timedelta(days=1):
            stretches[-1].append(day)
        else:
            stretches.append([day])
    spoken = [_stretch(stretch, words) for stretch in stretches]
    if len(spoken) < 2:
        return "".join(spoken)
    if len(spoken) > _MOST_STRETCHES:
        first, last = words.day(min(days)), words.day(max(days))
        return say("many_days", words.language, count=len(days), first=first, last=last)
    return say("and", words.language, names=", ".join(spoken[:-1]), last=spoken[-1])


def _stretch(days: Sequence[date], words: PlanWords) -> str:
    first, last = words.day(days[0]), words.day(days[-1])
    if len(days) == 1:
        return first
    key = "two_days" if len(days) == 2 else "stretch"
    return say(key, words.language, first=first, last=last)


def _sessions(documents: Sequence[dict[str, Any]], words: PlanWords) -> Iterator[str]:
    language = words.language
    for session in documents:
        when = {"day": words.day(session["date"]), "start": session["start"], "minutes": session["minutes"]}
        lines = [
            f"- {'●' if b['done'] else '○'} {b['minutes']} min · {named(b, language)}"
            for b in session["blocks"]
        ]
        yield joined([bold(message("cli.plan.session", language, **when)), "\n".join(lines)])
