"""A placement of one learner: asked item by item, kept answer by answer, taken up again anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from knowledge_base.course import Course
from knowledge_base.errors import BadInput
from knowledge_base.placement import PlacementItem
from tutor.learner.entries import Entry, Observation, PlacementAnswer, PlacementState, UnitKnown
from tutor.learner.record import Record
from tutor.placement.answers import read_answer
from tutor.placement.bank import Bank, read_bank
from tutor.placement.policy import Next, Verdict, look

LIMIT_SECONDS = 25 * 60.0
LONGEST_SECONDS = 180.0  # that one answer counts
SHORTEST_SECONDS = 60.0  # without as much left, nothing more is asked


@dataclass(frozen=True)
class Standing:
    """Where the learner's placement stands.

    Attributes:
        state: `new` where there was none.
        round: from 1; 0 where there was none.
        item: that is asked now; None where nothing is.
        answers: of this round, in the order of time.
        seconds: of answering since it was begun or taken up after its time was over.
        more: whether there would be more to ask, had it not been ended by its time or by the learner.
        verdicts: of every unit, in the order of the course.
        known: the latest word on each unit of which there is one.
    """

    state: Literal["new", "begun", "finished", "skipped"]
    round: int
    item: PlacementItem | None
    answers: tuple[PlacementAnswer, ...]
    seconds: float
    more: bool
    verdicts: tuple[Verdict, ...]
    known: Mapping[str, UnitKnown]

    @property
    def seconds_left(self) -> float:
        """Until it stops by itself."""
        return max(0.0, LIMIT_SECONDS - self.seconds)


class Placement:
    """Placements of one learner.

    Args:
        course: whose units are placed.
        record: where answers are kept.
    """

    def __init__(self, course: Course, record: Record) -> None:
        self.course = course
        self._record = record

    @cached_property
    def bank(self) -> Bank:
        """Every item.

        Raises:
            BadInput: a placement.yaml is wrong, or the course has none.
        """
        return read_bank(self.course)

    def now(self) -> str:
        """The present moment, for `answer`."""
        return self._record.now()

    def standing(self) -> Standing:
        """Where it stands; changes nothing.

        Raises:
            BadInput: a placement.yaml is wrong, or the course has none.
        """
        state = self._record.latest(PlacementState)
        number = state.round if state else 0
        answers = self._record.entries(PlacementAnswer, round=number)
        ahead = self._look(answers)
        begun = state is not None and state.state == "begun"
        return Standing(
            state=state.state if state else "new",
            round=number,
            item=ahead.item if begun else None,
            answers=answers,
            seconds=self._seconds(number, answers),
            more=ahead.item is not None,
            verdicts=ahead.verdicts,
            known=self.known(),
        )

    def was_offered(self) -> bool:
        """Whether a placement was begun or skipped, or a unit claimed."""
        return bool(self._record.count(PlacementState) or self._record.count(UnitKnown))

    def start(self) -> Standing:
        """Begin, or go on where it was left.

        One that its time or the learner ended goes on with the same answers and another 25 minutes; one that
        came to its end begins anew with the units that are not known.

        Raises:
            BadInput: a placement.yaml is wrong, or the course has none.
        """
        now = self.standing()
        if now.state == "begun":
            return now
        spent = sum(answer.seconds for answer in now.answers)
        again = now.round if now.more and now.round else now.round + 1
        self._record.add(
            PlacementState(self._record.now(), "begun", spent if again == now.round else 0.0, again)
        )
        begun = self.standing()
        if begun.item is None:  # every unit is known
            self._record.add(PlacementState(self._record.now(), "finished", begun.seconds, again))
        return self.standing()

    def answer(self, item_id: str, typed: str, shown_at: str = "") -> tuple[PlacementAnswer, Standing]:
        """Keep an answer to the item that is asked, with what follows from it, in one transaction.

        Args:
            item_id: of the item.
            typed: a letter, a number, or nothing for "I do not know".
            shown_at: ISO time at which it was shown; where that is not known, when the answer before came.

        Raises:
            BadInput: there is no such item, it is not asked now, or the answer cannot be read.
        """
        before = self.standing()
        item = self._asked(item_id, before)
        read = read_answer(item, typed)
        now = self._record.now()
        seconds = _between(shown_at or self._last_moment(before), now)
        unit = self.bank.unit_of(item.id).unit
        kept = PlacementAnswer(now, item.id, unit, item.skill, read.text, read.right, seconds, before.round)
        answers = (*before.answers, kept)
        seen = Observation(now, item.skill, "placement", item.id, float(read.right))
        self._record.add(kept, seen, *self._follows(before, answers, before.seconds + seconds))
        return kept, self.standing()

    def skip(self) -> Standing:
        """Be asked nothing more; what was answered is kept."""
        now = self.standing()
        if now.state != "skipped":
            spent = sum(answer.seconds for answer in now.answers)
            self._record.add(PlacementState(self._record.now(), "skipped", spent, max(1, now.round)))
        return self.standing()

    def claim(self, unit_id: str, known: bool) -> UnitKnown | None:
        """Keep the learner's own word on a unit; None where that is how it stands already.

        Raises:
            BadInput: there is no such unit; names the nearest.
        """
        unit = self.course.unit(unit_id).id
        last = self.known().get(unit)
        if (last is not None and last.known) == known:
            return None
        said = UnitKnown(self._record.now(), unit, known, "claim")
        self._record.add(said)
        return said

    def known(self) -> dict[str, UnitKnown]:
        """The latest word on each unit of which there is one."""
        return {entry.unit: entry for entry in self._record.entries(UnitKnown)}

    # -- inside ------------------------------------------------------------------------------------

    def _look(self, answers: Iterable[PlacementAnswer]) -> Next:
        results = {answer.item: answer.right for answer in answers if self.bank.knows(answer.item)}
        settled = {unit for unit, entry in self.known().items() if entry.known}
        return look(self.bank, results, settled)

    def _asked(self, item_id: str, standing: Standing) -> PlacementItem:
        item = self.bank.item(item_id)
        if standing.item is None:
            raise BadInput("No placement is under way.", hint="Begin one with: tutor placement start")
        if standing.item.id != item.id:
            raise BadInput(
                'The item that is asked now is "{now}", not "{id}".',
                hint="Answer it with: tutor placement answer {now} VALUE",
                now=standing.item.id,
                id=item.id,
            )
        return item

    def _follows(
        self, before: Standing, answers: tuple[PlacementAnswer, ...], seconds: float
    ) -> Iterable[Entry]:
        """Units that are known from now on, and the end."""
        at, ahead = answers[-1].at, self._look(answers)
        shown = {verdict.unit for verdict in before.verdicts if verdict.known}
        for verdict in ahead.verdicts:
            if verdict.known and verdict.unit not in shown:  # else the learner's own word since then holds
                yield UnitKnown(
                    at, verdict.unit, True, "placement", verdict.right, verdict.asked, verdict.through
                )
        if ahead.item is None or seconds > LIMIT_SECONDS - SHORTEST_SECONDS:
            spent = sum(answer.seconds for answer in answers)
            yield PlacementState(at, "finished", spent, before.round)

    def _seconds(self, number: int, answers: Iterable[PlacementAnswer]) -> float:
        begun = self._record.latest(PlacementState, state="begun", round=number)
        return sum(answer.seconds for answer in answers) - (begun.seconds if begun else 0.0)

    def _last_moment(self, standing: Standing) -> str:
        if standing.answers:
            return standing.answers[-1].at
        begun = self._record.latest(PlacementState)
        return begun.at if begun else self._record.now()


def _between(earlier: str, later: str) -> float:
    """Seconds that an answer took, as far as they count."""
    passed = datetime.fromisoformat(later) - datetime.fromisoformat(earlier)
    return round(min(max(passed.total_seconds(), 0.0), LONGEST_SECONDS), 1)
