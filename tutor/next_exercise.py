"""Which exercise comes next, and why: what was begun, what the course teaches next, what was only copied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge_base.exercises import Exercise
from tutor.learner.work import Work

Reason = Literal["begun", "next", "first", "again"]


@dataclass(frozen=True)
class Suggestion:
    """An exercise to do now.

    Attributes:
        exercise: which.
        reason: `begun` where it was tried and not solved, `next` where it follows in the course, `first`
            where nothing was solved yet, `again` where the solution was shown and it should be written alone.
    """

    exercise: Exercise
    reason: Reason


def suggest(
    exercises: Sequence[Exercise], work: Mapping[str, Work], latest: Sequence[str] = (), skill: str = ""
) -> Suggestion | None:
    """The exercise to do now; None where all are solved.

    Args:
        exercises: in the order of the course, the easier first in each unit.
        work: what came of each, by id; new where it is not there.
        latest: ids of those attempted, the latest last.
        skill: only exercises that practise it, when given.
    """
    chosen = [exercise for exercise in exercises if not skill or skill in exercise.entry.skills]
    state = {exercise.id: work[exercise.id].state if exercise.id in work else "new" for exercise in chosen}
    begun = [name for name in reversed(latest) if state.get(name) == "tried"]
    if begun:
        return _suggestion(chosen, begun[0], "begun")
    fresh = [name for name, seen in state.items() if seen == "new"]
    if fresh:
        return _suggestion(chosen, fresh[0], "next" if "solved" in state.values() else "first")
    copied = [name for name, seen in state.items() if seen == "revealed"]
    return _suggestion(chosen, copied[0], "again") if copied else None


def _suggestion(exercises: Sequence[Exercise], name: str, reason: Reason) -> Suggestion:
    return Suggestion(next(exercise for exercise in exercises if exercise.id == name), reason)
