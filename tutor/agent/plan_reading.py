"""From a turn to what it wants of the plan, by rules (plan_moves.yaml): what follows may be recorded.

A change is never made from a turn alone: it is proposed with the dates and numbers that were understood, and
made once the learner says yes to that.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge_base.course import Course
from tutor.agent.dates import days_named, weekdays_named
from tutor.agent.practice_moves import confirms, named_place, plain_words
from tutor.agent.quantities import hours_named, minutes_named
from tutor.agent.state import PlanMemory
from tutor.profile_answers import DAYS

RULES = Path(__file__).parent / "plan_moves.yaml"
READ = 600  # letters of a turn; what is wanted stands at its beginning
_ASKS = re.compile(
    r"^(?:y |and |entonces |so )?(?:que|cual|cuales|cuando|cuanto|cuanta|cuantos|cuantas|como|donde|a que"
    r"|en que|what|which|when|how|where|who|is|are|do i|does|did|any|is there|hay)\b"
)
_HOWEVER = re.compile(r"\b(?:pero|salvo|excepto|menos|solo|but|except|only|no|not)\b")
_WEEK = re.compile(r"\b(?:semana|week)\s+(?:numero |number )?(\d{1,3})\b")
_FOLLOWING = re.compile(r"\b(?:que viene|proxima|siguiente|otra semana|next)\b")
_PART = re.compile(
    r"\b(?:mitad|parte de|una parte|a medias|un rato|half of|part of|some of|estudie|avance|trabaje|studied"
    r"|worked on)\b"
)
_ADDS = re.compile(r"\b(?:agreg|anad|sum|add|tambien|also)\w*")
_TAKES = re.compile(
    r"\b(?:quit|sac|elimin|remove|drop|off|no (?:voy a )?p(?:uedo|oder)|can't|cannot|no good)\w*"
)
_MOVES = re.compile(
    r"\b(?:mueve\w*|move\w*|mover|pasa\w*|corre\w*|aplaza\w*|pospon\w*|reprogram\w*|lo hago|vuelvo|push|shift"
    r"|bump|postpone|reschedule|swap|do it)\b"
)
_STRETCH = re.compile(r"\b(?:del?|from) (?:el )?\w+ (?:al?|to) ")
_DESTINATION = re.compile(
    r"\b(?:para|al?|pal|to|lo hago|vuelvo|do it on|back on)\s+(?:el |la |otro |another |next |proxim[oa] )*"
    r"(?:[a-z]+day|lunes|martes|miercoles|jueves|viernes|sabado|domingo|hoy|manana|tomorrow|semana|week|dia"
    r"|finde|fin de semana|weekend)\b(?: que viene| proxim[oa]| siguiente| evening| night| morning)?"
)
_CLOCK = re.compile(r"\b(?:a las?|at|to|para las?)\s+(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?\b")
_KINDS = (
    ("lesson", re.compile(r"\b(?:leccion|lesson|teoria)\b")),
    ("project", re.compile(r"\b(?:proyecto|hito|project|milestone)\b")),
    ("practice", re.compile(r"\b(?:practica|ejercicios?|practice|exercises?)\b")),
    ("task", re.compile(r"\b(?:tarea|task)\b")),
    ("interview", re.compile(r"\b(?:entrevista|interview)\b")),
)
Wish = dict[str, Any]


@dataclass(frozen=True)
class _Row:
    """A rule: the move, what a turn has to name for it, whether it changes something."""

    move: str
    needs: str
    changes: bool
    pattern: re.Pattern[str]


def read_turn(question: str, memory: PlanMemory, course: Course, today: date) -> Wish:
    """What a turn wants.

    Args:
        question: the turn, without its slash command.
        memory: of the conversation.
        course: whose skills can be named.
        today: the date where the learner is.

    Returns:
        `move` with what the turn names; `apply`, `decline` or `again` where it answers a proposal.
    """
    wish, pending = read_wish(question, course, today), memory.get("change")
    if not pending or (agreed := confirms(question)) is None:
        return wish
    said = plain_words(question)
    if agreed:
        return {"move": "again" if _HOWEVER.search(said) else "apply"}
    if wish["changes"]:
        return wish
    corrected = {"free": "days", "unfree": "days", "hours": "hours", "days": "weekdays"}.get(pending["kind"])
    if corrected and wish[corrected]:
        return {**wish, "move": pending["kind"], "changes": True}
    return {"move": "decline"}


def read_wish(question: str, course: Course, today: date) -> Wish:
    """What a turn wants that answers nothing."""
    words = question[:READ]
    said = plain_words(words)
    wish: Wish = {
        "days": [day.isoformat() for day in days_named(_without_destination(said), today)],
        "weekdays": [DAYS[number] for number in weekdays_named(words)],
        "hours": hours_named(words),
        "minutes": minutes_named(words),
        "clock": _clock(said),
        "place": named_place(words, course),
        "kind": next((kind for kind, rule in _KINDS if rule.search(said)), ""),
        "part": bool(_PART.search(said)),
        "how": "add" if _ADDS.search(said) else "take" if _TAKES.search(said) else "set",
        "week": int(found[1]) if (found := _WEEK.search(said)) else 0,
        "following": bool(_FOLLOWING.search(said)),
        "words": words,
    }
    row = _row(said, wish)
    move = row.move if row else "today" if said.strip() else "week"
    if move == "day" and wish["days"] == [today.isoformat()]:
        move = "today"
    return {**wish, "move": move, "changes": bool(row and row.changes)}


def _without_destination(said: str) -> str:
    """The words without the day that something is to be moved to: that one is not to be kept free."""
    if not _MOVES.search(said) or _STRETCH.search(said):
        return said
    return _DESTINATION.sub(" ", said)


def _row(said: str, wish: Wish) -> _Row | None:
    asks = bool(_ASKS.search(said))
    for row in _rows():
        if row.changes and asks:
            continue
        if (not row.needs or wish[row.needs]) and row.pattern.search(said):
            return row
    return None


@cache
def _rows() -> tuple[_Row, ...]:
    import yaml

    rows = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return tuple(
        _Row(
            row["move"],
            row.get("needs", ""),
            row.get("change", False),
            re.compile("|".join(dict.fromkeys([*row["es"], *row["en"]]))),
        )
        for row in rows
    )


def _clock(said: str) -> str:
    """The last time of day that is named, HH:MM; empty where none is."""
    found = list(_CLOCK.finditer(said))
    if not found:
        return ""
    hour, minute, half = int(found[-1][1]), int(found[-1][2] or 0), found[-1][3]
    hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""
