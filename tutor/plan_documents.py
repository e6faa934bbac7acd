"""What is said of a plan, as documents: one form for the command line's JSON and for every face."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from statistics import median
from typing import Any

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.projects import Projects
from tutor.messages import text as message
from tutor.planning.blocks import STUDY, Block, Session
from tutor.planning.changes import Move
from tutor.planning.choices import Option
from tutor.planning.planner import Action, Current
from tutor.planning.study_days import week_of

_TOLD_SINGLY = 2  # changes of one sort and cause that are told one by one
# What to type for each kind of block; {ref} is what it is done with, {project} its project.
_COMMANDS = {
    "checkin": "tutor checkin",
    "review": "tutor quiz",
    "lesson": "tutor course show {ref}",
    "practice": "tutor practice list {ref}",
    "project": "tutor project show {project}",
    "task": "tutor course show {ref}",
    "quiz": "tutor quiz --check",
    "interview": "tutor course show {ref}",
    "slack": "",
}


class PlanWords:
    """Names and reasons of a course's blocks in one language.

    Args:
        course: the course.
        language: of the words.
        year: the present one, which dates need not name.
    """

    def __init__(self, course: Course, language: Language, year: int) -> None:
        self.course = course
        self.language = language
        self.year = year
        self._projects = Projects(course)

    def title(self, kind: str, ref: str) -> str:
        """Of what a block is done with."""
        if kind not in STUDY or not ref:
            return message(f"plan.kind.{kind}", self.language)
        name, _, part = ref.partition("/")
        title = self._name(name)
        if not part:
            return title
        milestones = self._projects.get(name).entry.milestones
        named = next((item.title.in_language(self.language) for item in milestones if item.id == part), part)
        return f"{title}: {named}"

    def why(self, block: Block) -> str:
        """The reason why a block is there."""
        of = self._name(block.of) if block.of else ""
        return message(f"plan.why.{block.why}", self.language, of=of)

    def move(self, move: Move) -> str:
        """What happened to a piece of work, in one sentence."""
        values = {
            "title": self.title(move.kind, move.ref),
            "kind": message(f"plan.kind.{move.kind}", self.language),
            "before": self.day(move.before),
            "after": self.day(move.after),
            "why": message(f"plan.cause.{move.why}", self.language),
        }
        return message(f"plan.move.{move.change}", self.language, **values)

    def option(self, option: Option, hours: float) -> str:
        """A way out and what follows from it, in one sentence."""
        skills = ", ".join(self._name(skill) for skill in option.skills)
        return message(
            f"plan.option.{option.kind}",
            self.language,
            hours=f"{option.hours:g}",
            now=f"{hours:g}",
            skills=skills,
            time=f"{option.minutes / 60:.1f}",
            finish=self.day(option.finish),
        )

    def day(self, day: str | date) -> str:
        """A date as it is spoken; empty where there is none."""
        if not day:
            return ""
        at = date.fromisoformat(day) if isinstance(day, str) else day
        week = message("plan.days", self.language).split()
        months = message("plan.months", self.language).split()
        key = "plan.date" if at.year == self.year else "plan.date.year"
        values = {"day": week[at.weekday()], "number": at.day, "month": months[at.month - 1]}
        return message(key, self.language, **values, year=at.year)

    def moved(self, moves: Sequence[Move]) -> list[str]:
        """What a new plan changed, in a few sentences: one for each change and cause, with an example."""
        groups: dict[tuple[str, str], list[Move]] = {}
        for move in moves:
            groups.setdefault((move.change, move.why), []).append(move)
        return [sentence for group in groups.values() for sentence in self._told(group)]

    def _told(self, group: Sequence[Move]) -> list[str]:
        if len(group) <= _TOLD_SINGLY:
            return [self.move(move) for move in group]
        first = group[0]
        kind = message(f"plan.kind.{first.kind}", self.language)
        example = message("plan.named", self.language, kind=kind, title=self.title(first.kind, first.ref))
        values = {
            "count": len(group),
            "days": _usual_days(group),
            "example": example,
            "before": self.day(first.before),
            "after": self.day(first.after),
            "why": message(f"plan.cause.{first.why}", self.language),
        }
        return [message(f"plan.moved.{first.change}", self.language, **values)]

    def _name(self, item: str) -> str:
        found = self.course.find(item).title
        return found if isinstance(found, str) else found.in_language(self.language)


def _usual_days(group: Sequence[Move]) -> int:
    """By how many days most of a group's pieces move: their median; 0 where they come or go."""
    dated = [move for move in group if move.before and move.after]
    days = [abs((date.fromisoformat(m.after) - date.fromisoformat(m.before)).days) for m in dated]
    return int(median(days)) if days else 0


def plan_document(
    plan: Current, words: PlanWords, week: int | None, today: date, options: Sequence[Option]
) -> dict[str, Any]:
    """A week of a plan, with the forecast, what moved and what can be chosen.

    Args:
        plan: as it stands.
        words: of its course.
        week: which one; that of the next session when it is None.
        today: the date where the learner is.
        options: that are offered, where the course does not end in time.

    Raises:
        BadInput: the plan has no such week.
    """
    start = date.fromisoformat(plan.profile.start)
    chosen = shown_week(plan, today) if week is None else week
    last = max(
        [week_of(start, session.day) for session in plan.sessions] + [len(words.course.weeks)], default=1
    )
    if not 1 <= chosen <= last:
        raise BadInput(
            "There is no week {week} in the plan: it has weeks 1 to {last}.", week=chosen, last=last
        )
    begins = start + timedelta(weeks=chosen - 1)
    sessions = [session for session in plan.sessions if week_of(start, session.day) == chosen]
    return {
        "week": chosen,
        "from": begins.isoformat(),
        "to": (begins + timedelta(days=6)).isoformat(),
        "hours": round(sum(session.minutes for session in sessions) / 60, 2),
        "sessions": [session_document(session, words) for session in sessions],
        "forecast": asdict(plan.forecast),
        "moved": [move.as_json() for move in plan.moved],
        "moved_says": words.moved(plan.moved),
        "choices": [{**asdict(o), "says": words.option(o, plan.profile.hours)} for o in options],
        "made": plan.at,
    }


def session_document(session: Session, words: PlanWords) -> dict[str, Any]:
    """A session with its blocks."""
    return {
        "date": session.day.isoformat(),
        "start": session.start,
        "minutes": session.minutes,
        "blocks": [block_document(block, words) for block in session.blocks],
    }


def block_document(block: Block, words: PlanWords) -> dict[str, Any]:
    """A block: what, how long, why, and whether it is done."""
    return {
        "kind": block.kind,
        "ref": block.ref,
        "title": words.title(block.kind, block.ref),
        "minutes": block.minutes,
        "why": words.why(block),
        "done": block.done,
    }


def action_document(action: Action, words: PlanWords, today: date) -> dict[str, Any]:
    """The one thing to do next, its reason, and what to type for it."""
    block = action.block
    document: dict[str, Any] = {
        "date": action.day.isoformat(),
        "today": action.day == today,
        "course_done": block is None,
        "block": block_document(block, words) if block else None,
        "command": command_of(block) if block else "",
        "session": session_document(action.session, words) if action.session else None,
    }
    return document


def command_of(block: Block) -> str:
    """What to type to begin a block."""
    return _COMMANDS[block.kind].format(ref=block.ref, project=block.ref.partition("/")[0])


def shown_week(plan: Current, today: date) -> int:
    """The week of the next session; the last one where none lies ahead."""
    start = date.fromisoformat(plan.profile.start)
    ahead = [session.day for session in plan.sessions if session.day >= today]
    behind = [session.day for session in plan.sessions]
    return max(1, week_of(start, ahead[0] if ahead else behind[-1] if behind else today))
