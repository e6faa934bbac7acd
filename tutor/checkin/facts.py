"""What happened in a week of the course, read from the record and the plan: builtins only, no wording.

Every number comes from entries of the record by counting and adding, or from the functions that the rest of
the tutor uses for it: mastery (`tutor.learner.mastery`), memory (`tutor.reviews.scheduling`), forecast
(`tutor.planning`). The same record at the same moment gives the same facts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar

from knowledge_base.errors import BadInput
from tools.hints import RUNGS
from tutor.checkin.weeks import Week, absence, all_done, streak, weeks
from tutor.clock import timezone
from tutor.learner.entries import (
    Attempt,
    CheckIn,
    Entry,
    Help,
    Observation,
    ProjectRun,
)
from tutor.learner.mastery import Belief, Estimate, estimate, step
from tutor.learner.record import Memory
from tutor.planning.blocks import STUDY, Block
from tutor.planning.planner import Current, Planner
from tutor.planning.study_days import week_of
from tutor.reviews.in_force import schedule_in_force
from tutor.reviews.scheduling import Schedule, is_leech

Facts = dict[str, Any]
Of = TypeVar("Of", bound=Entry)

SHOWN = 5  # items of a list of facts
FELT = 5  # points of a hundred, from which on mastery counts as up or down
AHEAD = 7  # days over which forgetting is foreseen
RECALL = 0.9  # below it an item counts as about to be forgotten
SOON = 14  # days for which free dates are looked at
GOAL_NEAR = 42  # days
_COUNTER_EXAMPLE = 1  # the rung of help that is no help yet


def gather(planner: Planner) -> Facts:
    """The facts of the week that lies behind; in the first week, of that week so far.

    Args:
        planner: of the learner.

    Raises:
        Missing: nobody said when to study.
        BadInput: the course has not begun.
    """
    profile, today = planner.profile, planner.today
    start = date.fromisoformat(profile.start)
    if today < start:
        raise BadInput(
            "The course begins on {start}: there is nothing to look back at yet.",
            hint="See what comes with: tutor plan",
            start=profile.start,
        )
    return _Gathering(planner, max(1, week_of(start, today) - 1)).facts()


class _Gathering:
    """The parts of the facts of one week.

    Args:
        planner: of the learner.
        number: of the week.
    """

    def __init__(self, planner: Planner, number: int) -> None:
        self.planner = planner
        self.record = planner.record
        self.profile = planner.profile
        self.at = planner.record.now()
        self.today = planner.today
        self.plan: Current = planner.current()
        done = all_done(planner)
        self.done = done
        self.weeks = weeks(self.profile, self.plan.sessions, done, self.today)[:number]
        self.week: Week = self.weeks[-1]

    def facts(self) -> Facts:
        """All of them."""
        week = self.week
        return {
            "week": week.number,
            "from": week.first.isoformat(),
            "to": week.last.isoformat(),
            "asked_on": self.today.isoformat(),
            "over": week.last < self.today,
            "hours_a_week": self.profile.hours,
            "intention": self.profile.intention,
            "commitment": self._commitment(),
            **self._sessions(),
            **self._pieces(),
            **self._skills(),
            **self._memory(),
            **self._practice(),
            **self._ahead(),
        }

    def _commitment(self) -> str:
        last = self.record.latest(CheckIn)
        return last.commitment if last else ""

    def _sessions(self) -> Facts:
        week, row = self.week, streak(self.weeks)
        return {
            "sessions_planned": week.sessions,
            "sessions_held": week.held,
            "minutes_planned": week.planned,
            "minutes_done": week.done,
            "hours_planned": _hours(week.planned),
            "hours_done": _hours(week.done),
            "streak": row.weeks,
            "forgiven": row.forgiven,
            "absent": absence(self.weeks),
        }

    def _pieces(self) -> Facts:
        """What was finished in the week, and what was planned in it and is not."""
        finished = [
            _piece(entry.kind, entry.ref)
            for entry in self.done
            if entry.finished and entry.kind in STUDY and self._within(date.fromisoformat(entry.day))
        ]
        ever = {(entry.kind, entry.ref) for entry in self.done if entry.finished}
        behind = [block for block in self._planned() if (block.kind, block.ref) not in ever]
        ahead = {block.item for s in self.plan.sessions if s.day >= self.today for block in s.blocks}
        left = [_piece(block.kind, block.ref) for block in behind if block.item in ahead]
        return {"finished": _once(finished), "left": _once(left)}

    def _planned(self) -> Iterator[Block]:
        for session in self.plan.sessions:
            if self._within(session.day) and session.day < self.today:
                yield from (block for block in session.blocks if block.kind in STUDY)

    def _skills(self) -> Facts:
        """How mastery moved since the week began."""
        before = self._beliefs_before()
        now = {skill: estimate(belief, self.at) for skill, belief in self.record.beliefs().items()}
        moved = [self._moved(skill, before.get(skill), after) for skill, after in now.items()]
        up = [one for one in moved if one["after"] - one["before"] >= FELT]
        down = [one for one in moved if one["before"] - one["after"] >= FELT and not one["new"]]
        return {
            "skills_up": sorted(up, key=_change)[:SHOWN],
            "skills_down": sorted(down, key=_change)[:SHOWN],
            "mastered": self._newly_mastered(before, now),
        }

    def _moved(self, skill: str, before: Belief | None, after: Estimate) -> Facts:
        """Mastery of a skill then and now, in points of a hundred."""
        was = estimate(before, self._opening).probability
        return {
            "skill": skill,
            "before": _percent(was),
            "after": _percent(after.probability),
            "new": before is None,
        }

    def _beliefs_before(self) -> dict[str, Belief]:
        found: dict[str, Belief] = {}
        for seen in self.record.entries(Observation):
            if self._day(seen.at) < self.week.first:
                found[seen.skill] = step(found.get(seen.skill), seen)
        return found

    @property
    def _opening(self) -> str:
        """The moment at which the week began."""
        zone = self.profile.timezone
        place = timezone(zone) if zone else datetime.fromisoformat(self.at).tzinfo
        return datetime.combine(self.week.first, time(), place).isoformat()

    def _newly_mastered(self, before: Mapping[str, Belief], now: Mapping[str, Estimate]) -> list[str]:
        was = {skill for skill, belief in before.items() if estimate(belief, self._opening).mastered}
        return sorted(skill for skill, seen in now.items() if seen.mastered and skill not in was)[:SHOWN]

    def _memory(self) -> Facts:
        """What is about to be forgotten, and what was forgotten too often."""
        day = self.today + timedelta(days=AHEAD)
        memories = self.record.memories()
        seen = [(self._schedule.retrievability(memory, day), memory) for memory in memories]
        fading = sorted(((r, m) for r, m in seen if r < RECALL), key=lambda pair: (pair[0], pair[1].item))
        leeches = [m for m in memories if is_leech(m) and self._within(self._day(m.at))]
        return {
            "fading": [_faded(recall, memory) for recall, memory in fading[:SHOWN]],
            "fading_count": len(fading),
            "due": sum(memory.due[:10] <= self.today.isoformat() for memory in memories),
            "leeches": [{"item": m.item, "skill": m.skill, "lapses": m.lapses} for m in leeches[:SHOWN]],
        }

    def _practice(self) -> Facts:
        """Attempts, help and quizzes of the week."""
        attempts = self._of(self.record.brief_attempts())
        helps = self._of(self.record.entries(Help))
        quiz = [one for one in self._of(self.record.entries(Observation)) if one.source == "quiz"]
        passed = {one.exercise for one in attempts if one.outcome == "passed"}
        return {
            "attempts": len(attempts),
            "exercises_passed": len(passed),
            "helps": sum(_COUNTER_EXAMPLE < one.rung < len(RUNGS) for one in helps),
            "solutions": len({one.exercise for one in helps if one.rung == len(RUNGS)}),
            "stuck": _stuck(attempts, passed),
            "repeated": _repeated(attempts),
            "quiz_asked": len(quiz),
            "quiz_right": sum(one.outcome >= 0.5 for one in quiz),
            "project_checks": len(self._of(self.record.entries(ProjectRun))),
        }

    def _ahead(self) -> Facts:
        """What comes, and when the course will be done."""
        seen = self.plan.forecast
        finish, end = date.fromisoformat(seen.finish or seen.end), date.fromisoformat(seen.end)
        return {
            "forecast": asdict(seen),
            "weeks_behind": seen.weeks_behind,
            "weeks_early": max(0, (end - finish).days // 7),
            "course_done": not seen.finish,
            "next": self._next(),
            "new_unit": self._new_unit(),
            "free_soon": [d for d in self.profile.free if 0 <= self._days_to(d) < SOON][:SHOWN],
            "goal_days": self._goal_days(),
        }

    def _next(self) -> Facts:
        """The first piece of study that comes, with its session; empty where none does."""
        for session in self.plan.sessions:
            for block in session.blocks:
                if session.day >= self.today and block.kind in STUDY and not block.done:
                    day = session.day.isoformat()
                    return {"day": day, "start": session.start, "kind": block.kind, "ref": block.ref}
        return {}

    def _new_unit(self) -> str:
        """The unit that begins in the next seven days; empty where none does."""
        course = self.planner.course
        begun = {self._unit(entry.ref) for entry in self.done if entry.kind == "lesson"}
        for session in self.plan.sessions:
            if not self.today <= session.day < self.today + timedelta(days=AHEAD):
                continue
            for block in session.blocks:
                if block.kind == "lesson" and not block.done and self._unit(block.ref) not in begun:
                    return course.unit_of_skill(block.ref).id
        return ""

    def _unit(self, skill: str) -> str:
        try:
            return self.planner.course.unit_of_skill(skill).id
        except BadInput:  # of a course pack from before
            return ""

    def _goal_days(self) -> int:
        """Days until the date that the learner works towards, where it is near; else 0."""
        left = self._days_to(self.profile.goal_date) if self.profile.goal_date else 0
        return left if 0 < left <= GOAL_NEAR else 0

    def _days_to(self, day: str) -> int:
        return (date.fromisoformat(day) - self.today).days

    # -- inside ------------------------------------------------------------------------------------

    @cached_property
    def _schedule(self) -> Schedule:
        return schedule_in_force(self.record, self.profile)

    def _day(self, at: str) -> date:
        return self._schedule.day_of(at)

    def _within(self, day: date) -> bool:
        return self.week.first <= day <= self.week.last

    def _of(self, entries: Sequence[Of]) -> list[Of]:
        return [entry for entry in entries if self._within(self._day(entry.at))]


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)


def _percent(share: float) -> int:
    return round(100 * share)


def _change(moved: Mapping[str, Any]) -> tuple[int, str]:
    return (-abs(moved["after"] - moved["before"]), moved["skill"])


def _piece(kind: str, ref: str) -> dict[str, str]:
    return {"kind": kind, "ref": ref}


def _once(pieces: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    return list({(piece["kind"], piece["ref"]): piece for piece in pieces}.values())


def _faded(recall: float, memory: Memory) -> Facts:
    return {"item": memory.item, "skill": memory.skill, "recall": _percent(recall)}


def _stuck(attempts: Sequence[Attempt], passed: set[str]) -> Facts:
    """The exercise that failed most often and was not passed; empty where there is none."""
    failed = Counter(one.exercise for one in attempts if one.outcome == "failed")
    open_ones = [(times, exercise) for exercise, times in failed.items() if exercise not in passed]
    times, exercise = max(open_ones, default=(0, ""))
    return {"exercise": exercise, "times": times} if times else {}


def _repeated(attempts: Sequence[Attempt]) -> Facts:
    """The known mistake that came back most often; empty where none did."""
    seen: dict[tuple[str, str], set[str]] = {}
    for one in attempts:
        if one.mistake:
            seen.setdefault((one.exercise, one.mistake), set()).add(one.program)
    if not seen:
        return {}
    (exercise, mistake), programs = max(seen.items(), key=lambda pair: (len(pair[1]), pair[0]))
    return {"exercise": exercise, "mistake": mistake, "times": len(programs)} if len(programs) > 1 else {}
