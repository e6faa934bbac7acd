"""Three questions that fit the facts: about the week, about what was learned, about what comes.

Each situation is a rule over the facts. Of each theme the first that applies is asked about; what was
asked the last time gives way to the next one. The last of each theme applies always.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tutor.checkin.words import CheckInWords

Theme = Literal["week", "learning", "ahead"]
THEMES: tuple[Theme, ...] = ("week", "learning", "ahead")

Facts = Mapping[str, Any]
Values = Callable[[Facts, CheckInWords], dict[str, object]]

_AWAY = 2  # weeks without a session that are an absence
_LONG_STREAK = 4
_FAST, _SHORT = 1.25, 0.7  # of the minutes that were planned
_MANY_HELPS = 4
_STUCK = 4  # failed attempts
_LOW, _HIGH = 0.6, 0.9  # of a quiz
_LEAST_ASKED = 4
_MUCH_FADING = 8  # items
_EARLY = 2  # weeks
_BACKLOG = 40  # items


def _nothing(_facts: Facts, _words: CheckInWords) -> dict[str, object]:
    return {}


@dataclass(frozen=True)
class Situation:
    """Something that a week can be like.

    Attributes:
        name: of its question in the catalogue, `checkin.ask.<name>`.
        theme: of the question.
        applies: whether the facts are so.
        values: what the question names.
    """

    name: str
    theme: Theme
    applies: Callable[[Facts], bool]
    values: Values = _nothing


def _of(*names: str) -> Values:
    """Values that stand in the facts as they are."""
    return lambda facts, words: {name: _shown(facts[name], words) for name in names}


def _shown(value: Any, words: CheckInWords) -> object:
    if isinstance(value, float):
        return words.number(value)
    return value.rstrip(".") if isinstance(value, str) else value


def _skill_of(name: str, *more: str) -> Values:
    """The skill of the first of a list in the facts, and what else is said of it."""

    def values(facts: Facts, words: CheckInWords) -> dict[str, object]:
        first = facts[name][0]
        return {"skill": words.skill(first["skill"]), **{key: first[key] for key in more}}

    return values


def _exercise_of(name: str) -> Values:
    return lambda facts, words: {
        "exercise": words.exercise(facts[name]["exercise"]),
        "times": facts[name]["times"],
    }


def _piece_of(facts: Facts, words: CheckInWords) -> dict[str, object]:
    return {"title": words.title(facts["next"]["kind"], facts["next"]["ref"])}


def _mastered(facts: Facts, words: CheckInWords) -> dict[str, object]:
    return {"skill": words.skill(facts["mastered"][0])}


def _milestone(facts: Facts, words: CheckInWords) -> dict[str, object]:
    done = next(piece for piece in facts["finished"] if piece["kind"] == "project")
    return {"title": words.title(done["kind"], done["ref"])}


def _unit(facts: Facts, words: CheckInWords) -> dict[str, object]:
    return {"unit": words.course.unit(facts["new_unit"]).title.in_language(words.language)}


def _free(facts: Facts, words: CheckInWords) -> dict[str, object]:
    return {"day": words.day(facts["free_soon"][0])}


def _behind(facts: Facts, words: CheckInWords) -> dict[str, object]:
    seen = facts["forecast"]
    return {"finish": words.day(seen["finish"]), "end": words.day(seen["end"])}


def _share(facts: Facts) -> float:
    """Of the planned minutes, those that were done; 1 where none were planned."""
    return facts["minutes_done"] / facts["minutes_planned"] if facts["minutes_planned"] else 1.0


def _missed(facts: Facts) -> bool:
    return bool(facts["sessions_held"] < facts["sessions_planned"])


def _quiz(facts: Facts) -> float | None:
    """Share of right answers, where enough were asked."""
    asked = facts["quiz_asked"]
    return facts["quiz_right"] / asked if asked >= _LEAST_ASKED else None


def _has_milestone(facts: Facts) -> bool:
    return any(piece["kind"] == "project" for piece in facts["finished"])


def _always(_facts: Facts) -> bool:
    return True


SITUATIONS: tuple[Situation, ...] = (
    Situation("returned", "week", lambda f: f["absent"] >= _AWAY, _of("absent")),
    Situation("commitment_missed", "week", lambda f: bool(f["commitment"]) and _missed(f), _of("commitment")),
    Situation(
        "missed_all",
        "week",
        lambda f: f["sessions_planned"] > 0 and not f["sessions_held"],
        _of("sessions_planned"),
    ),
    Situation("missed_some", "week", _missed, _of("sessions_planned", "sessions_held")),
    Situation("first_week", "week", lambda f: f["week"] == 1),
    Situation("commitment", "week", lambda f: bool(f["commitment"]), _of("commitment")),
    Situation("fast", "week", lambda f: f["minutes_planned"] > 0 and _share(f) >= _FAST,
              _of("hours_done", "hours_planned")),
    Situation("short", "week", lambda f: f["sessions_planned"] > 0 and _share(f) < _SHORT,
              _of("hours_done", "hours_planned")),
    Situation("free_week", "week", lambda f: not f["sessions_planned"] and not f["sessions_held"]),
    Situation("streak", "week", lambda f: f["streak"] >= _LONG_STREAK, _of("streak")),
    Situation("steady", "week", lambda f: f["sessions_held"] > 0 and not _missed(f)),
    Situation("week", "week", _always),
    Situation("leech", "learning", lambda f: bool(f["leeches"]), _skill_of("leeches", "lapses")),
    Situation("stuck", "learning", lambda f: f["stuck"].get("times", 0) >= _STUCK, _exercise_of("stuck")),
    Situation("repeated", "learning", lambda f: bool(f["repeated"]), _exercise_of("repeated")),
    Situation("solutions", "learning", lambda f: f["solutions"] >= 2, _of("solutions")),
    Situation("quiz_low", "learning", lambda f: (s := _quiz(f)) is not None and s < _LOW,
              _of("quiz_right", "quiz_asked")),
    Situation("skill_fell", "learning", lambda f: bool(f["skills_down"]),
              _skill_of("skills_down", "before", "after")),
    Situation("helps", "learning", lambda f: f["helps"] >= _MANY_HELPS, _of("helps")),
    Situation("milestone", "learning", _has_milestone, _milestone),
    Situation("mastered", "learning", lambda f: bool(f["mastered"]), _mastered),
    Situation("quiz_high", "learning", lambda f: (s := _quiz(f)) is not None and s >= _HIGH,
              _of("quiz_right", "quiz_asked")),
    Situation("fading", "learning", lambda f: f["fading_count"] >= _MUCH_FADING, _of("fading_count")),
    Situation("skill_rose", "learning", lambda f: bool(f["skills_up"]), _skill_of("skills_up", "after")),
    Situation("untried", "learning", lambda f: f["minutes_done"] > 0 and not f["attempts"]),
    Situation("hardest", "learning", lambda f: f["minutes_done"] > 0),
    Situation("learning", "learning", _always),
    Situation("course_done", "ahead", lambda f: f["course_done"]),
    Situation("behind", "ahead", lambda f: f["weeks_behind"] > 0, _behind),
    Situation("goal", "ahead", lambda f: f["goal_days"] > 0, _of("goal_days")),
    Situation("backlog", "ahead", lambda f: f["due"] >= _BACKLOG, _of("due")),
    Situation("free_soon", "ahead", lambda f: bool(f["free_soon"]), _free),
    Situation("project_next", "ahead", lambda f: f["next"].get("kind") == "project", _piece_of),
    Situation("new_unit", "ahead", lambda f: bool(f["new_unit"]), _unit),
    Situation("early", "ahead", lambda f: f["weeks_early"] >= _EARLY, _of("weeks_early")),
    Situation("intention", "ahead", lambda f: bool(f["intention"]), _of("intention")),
    Situation("obstacle", "ahead", lambda f: bool(f["next"]), _piece_of),
    Situation("ahead", "ahead", _always),
)  # fmt: skip


def choose(facts: Facts, asked_before: Collection[str] = ()) -> tuple[Situation, ...]:
    """One situation of each theme.

    Args:
        facts: of the week.
        asked_before: names of the situations that were asked about the last time.
    """
    return tuple(_of_theme(theme, facts, asked_before) for theme in THEMES)


def _of_theme(theme: Theme, facts: Facts, asked_before: Collection[str]) -> Situation:
    fitting = [one for one in SITUATIONS if one.theme == theme and one.applies(facts)]
    return next((one for one in fitting if one.name not in asked_before), fitting[0])


def question(situation: Situation, facts: Facts, words: CheckInWords) -> dict[str, Any]:
    """A question as the check-in keeps it: its situation, its text, and whose words they are."""
    text = words.say(f"ask.{situation.name}", **situation.values(facts, words))
    return {
        "situation": situation.name,
        "theme": situation.theme,
        "text": text,
        "origin": "catalogue",
        "language": words.language,
    }
