"""How far the learner has come: mastery by skill and unit, hours, streak and forecast, as a document."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tutor.checkin.weeks import all_done, streak, weeks
from tutor.learner.mastery import Belief, estimate
from tutor.planning.planner import Planner

_DIGITS = 3


def progress_document(planner: Planner) -> dict[str, Any]:
    """Where the learner stands today.

    Raises:
        Missing: nobody said when to study.
    """
    record, current = planner.record, planner.current()
    skills = _skills(planner)
    found = weeks(current.profile, current.sessions, all_done(planner), planner.today)
    row = streak(found if found and found[-1].held else found[:-1])
    known = record.units_known()
    units = [_unit(unit.id, skills, known=unit.id in known) for unit in planner.course.units]
    return {
        "as_of": planner.today.isoformat(),
        "start": current.profile.start,
        "mastered": sum(one["mastered"] for one in skills),
        "seen": sum(bool(one["seen"]) for one in skills),
        "count": len(skills),
        "skills": skills,
        "units": units,
        "hours": {
            "done": round(sum(week.done for week in found) / 60, 1),
            "weeks": [
                {
                    "week": week.number,
                    "from": week.first.isoformat(),
                    "to": week.last.isoformat(),
                    "planned": round(week.planned / 60, 1),
                    "done": round(week.done / 60, 1),
                    "sessions": week.sessions,
                    "held": week.held,
                }
                for week in found
            ],
        },
        "streak": {"weeks": row.weeks, "forgiven": row.forgiven},
        "forecast": asdict(current.forecast),
    }


def _skills(planner: Planner) -> list[dict[str, Any]]:
    """What is believed of each skill, in the order of the course."""
    beliefs, at = planner.record.beliefs(), planner.record.now()
    return [
        _skill(skill.id, unit.id, beliefs.get(skill.id), at)
        for unit in planner.course.units
        for skill in unit.skills
    ]


def _skill(skill: str, unit: str, belief: Belief | None, at: str) -> dict[str, Any]:
    seen = estimate(belief, at)
    return {
        "skill": skill,
        "unit": unit,
        "probability": round(seen.probability, _DIGITS),
        "low": round(seen.low, _DIGITS),
        "high": round(seen.high, _DIGITS),
        "seen": seen.seen,
        "mastered": seen.mastered,
        "claimed": seen.claimed,
    }


def _unit(unit: str, skills: Sequence[dict[str, Any]], *, known: bool) -> dict[str, Any]:
    """A unit: the mean over its skills of which something was seen, with an interval that holds it with 80 %.

    The skills are taken as independent, so the half-widths of their intervals add up as squares do.
    """
    own = [one for one in skills if one["unit"] == unit]
    seen = [one for one in own if one["seen"]]
    document: dict[str, Any] = {
        "unit": unit,
        "skills": len(own),
        "seen": len(seen),
        "mastered": sum(one["mastered"] for one in own),
        "known": known,
        "mean": None,
        "low": None,
        "high": None,
    }
    if not seen:
        return document
    mean = sum(one["probability"] for one in seen) / len(seen)
    below = math.sqrt(sum((one["probability"] - one["low"]) ** 2 for one in seen)) / len(seen)
    above = math.sqrt(sum((one["high"] - one["probability"]) ** 2 for one in seen)) / len(seen)
    low, high = max(0.0, mean - below), min(1.0, mean + above)
    return document | {
        "mean": round(mean, _DIGITS),
        "low": round(low, _DIGITS),
        "high": round(high, _DIGITS),
    }
