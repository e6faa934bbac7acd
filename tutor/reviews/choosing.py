"""What is asked now, out of all that is due: the most valuable first, and never more than there is time for.

What is due after an absence is not piled into one session. Each takes what it has minutes for; the rest waits
for the next one, where its value is weighed anew.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge_base.course import Course

NEW_A_SESSION = 16  # items that were never asked: the cards of two lessons
COMING = 12  # skills: about three weeks of the course


@dataclass(frozen=True)
class Candidate:
    """An item that could be asked.

    Attributes:
        item, skill: ids.
        seconds: that it is likely to take.
        recall: how likely it is remembered, 0 to 1.
        needed: share of the coming skills that build on its skill, 0 to 1.
    """

    item: str
    skill: str
    seconds: float
    recall: float
    needed: float = 0.0

    @property
    def value(self) -> float:
        """What is gained by asking it now.

        recall (1 - recall) is greatest half-way: what is still safe can wait, and what is all but
        forgotten is lost already and will be learned anew whenever it is asked. What the coming weeks
        build on counts up to twice.
        """
        return self.recall * (1 - self.recall) * (1 + self.needed)


def by_value(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The most valuable first; the id decides between equals."""
    return sorted(candidates, key=lambda one: (-round(one.value, 9), one.item))


def taken(candidates: Sequence[Candidate], seconds: float, count: int | None = None) -> list[Candidate]:
    """What fits into a time, in order; a long one that does not fit leaves its place to shorter ones."""
    chosen: list[Candidate] = []
    for one in candidates:
        if count is not None and len(chosen) >= count:
            break
        if one.seconds <= seconds:
            chosen.append(one)
            seconds -= one.seconds
    return chosen


class Needs:
    """What the coming skills build on.

    Args:
        course: whose skills they are.
        done: skills that were studied or are known.
    """

    def __init__(self, course: Course, done: Collection[str]) -> None:
        self._course = course
        self._done = done

    def share(self, skill: str) -> float:
        """Share of the coming skills that need a skill, directly or through others, 0 to 1."""
        if not self._coming:
            return 0.0
        return sum(skill in needed for needed in self._coming) / len(self._coming)

    @cached_property
    def _coming(self) -> list[frozenset[str]]:
        """Of each coming skill, all that it needs."""
        needed = self._course.needed()
        left = [skill.id for skill in self._course.study_order() if skill.id not in self._done]
        return [needed[one] for one in left[:COMING]]
