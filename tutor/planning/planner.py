"""The plan of one learner: made from the record, kept there, and made anew when the record says otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from zoneinfo import ZoneInfo

from knowledge_base.course import Course
from knowledge_base.errors import BadInput, Missing
from tutor.learner.entries import Choice, Done, Observation, Plan, Profile, UnitKnown
from tutor.learner.record import Record
from tutor.planning.blocks import STUDY, Block, Session, sessions_as_json, sessions_of_json
from tutor.planning.changes import Cause, Move, moves
from tutor.planning.choices import Option, options
from tutor.planning.forecast import Forecast, forecast
from tutor.planning.progress import Standing, standing, studied
from tutor.planning.scheduler import Begun, Placed, fair_slack, schedule
from tutor.planning.study_days import StudyDay, study_days, week_of
from tutor.planning.workload import ROUND, Outline, Piece, left_out, workload

PROFILE_CAUSES: tuple[tuple[str, Cause], ...] = (
    ("start", "start"), ("days", "days"), ("hours", "hours"), ("free", "free"), ("end", "asked"),
)  # fmt: skip


@dataclass(frozen=True)
class Current:
    """A plan as it stands.

    Attributes:
        profile: who studies, and when.
        sessions: of the whole course: those behind as they were planned, and those ahead.
        forecast: when the course will be done.
        moved: what changed when it was last made.
        at: ISO time at which it was last made.
        new: whether that was just now.
    """

    profile: Profile
    sessions: tuple[Session, ...]
    forecast: Forecast
    moved: tuple[Move, ...]
    at: str
    new: bool


@dataclass(frozen=True)
class Action:
    """The one thing to do next.

    Attributes:
        day: on which.
        block: what; None where the course is done.
        session: that it belongs to; None outside a session.
    """

    day: date
    block: Block | None
    session: Session | None


class Planner:
    """Plans of one learner.

    Args:
        record: of the learner.
        read_outline: what is to be learned; called when it is first needed.
        read_profile: who studies and when; None where that was never said.
        due: minutes of review that lie due on a day.
    """

    def __init__(
        self,
        record: Record,
        read_outline: Callable[[], Outline],
        read_profile: Callable[[], Profile | None],
        due: Callable[[date], int],
    ) -> None:
        self.record = record
        self._read_outline = read_outline
        self._read_profile = read_profile
        self._due = due

    @cached_property
    def outline(self) -> Outline:
        """What is to be learned."""
        return self._read_outline()

    @property
    def course(self) -> Course:
        """The course."""
        return self.outline.course

    @property
    def profile(self) -> Profile:
        """Who studies, and when.

        Raises:
            Missing: that was never said.
        """
        found = self._read_profile()
        if found is None:
            raise Missing(
                "There is no plan yet, since nobody said when to study.", hint="Begin with: tutor setup"
            )
        return found

    @property
    def today(self) -> date:
        """The date where the learner is."""
        return self._day_of(self.record.now())

    def _day_of(self, at: str) -> date:
        """The date where the learner is at a moment."""
        return _date_of(at, self.profile.timezone)

    @property
    def end(self) -> date:
        """The last day on which the course should be done."""
        return date.fromisoformat(self.profile.end) - timedelta(days=1)

    # -- the plan ----------------------------------------------------------------------------------

    def current(self, *, asked: bool = False) -> Current:
        """The plan, made anew where the record or the calendar says otherwise, and kept.

        Args:
            asked: whether the learner asked for a new one; what changed is then told from the present one.

        Raises:
            Missing: nobody said when to study.
        """
        profile, kept = self.profile, self.record.latest(Plan)
        before = sessions_of_json(kept.sessions) if kept else ()
        state = self._standing(before)
        after = self._behind(before) + self._ahead(profile, state).sessions
        seen = self._forecast(profile, after, state)
        if kept and after == before and asdict(seen) == kept.forecast:
            return Current(profile, before, seen, _moves_of(kept), kept.at, new=False)
        cause = self._cause(profile, kept, before, after) if kept else "asked"
        moved = self._moved(kept, before, after, state, cause) if kept else ()
        why = "first" if not kept else "asked" if asked else cause
        made = Plan(
            self.record.now(), why, sessions_as_json(after), asdict(seen), tuple(m.as_json() for m in moved)
        )
        self.record.add(made)
        return Current(profile, after, seen, moved, made.at, new=True)

    def options(self) -> tuple[Option, ...]:
        """Ways out where the course does not end in time; none where it does."""
        profile, state = self.profile, self._standing(self._kept())
        pieces = workload(self.outline, state.progress)
        left = list(dict.fromkeys(piece.ref for piece in pieces if piece.kind == "lesson"))

        def finish_with(hours: float, cut: Sequence[str]) -> date:
            progress = replace(state.progress, cut=set(state.progress.cut) | set(cut))
            placed = self._ahead(replace(profile, hours=hours), replace(state, progress=progress))
            return _finish(placed, self.today)

        now = finish_with(profile.hours, ())
        return options(self.outline, now, self.end, profile.hours, left, finish_with)

    def choose(self, kind: str) -> Option:
        """Take one of the ways out.

        Raises:
            BadInput: it is not offered now.
        """
        chosen = next((option for option in self.options() if option.kind == kind), None)
        if chosen is None:
            raise BadInput(
                "There is nothing to choose under {kind} now.",
                hint="See what is offered with: tutor plan",
                kind=kind,
            )
        at, profile = self.record.now(), self.profile
        if chosen.kind == "hours":
            changed = replace(profile, at=at, hours=chosen.hours)
            self.record.add(Choice(at, "hours", hours=chosen.hours), changed)
        elif chosen.kind == "cut":
            self.record.add(Choice(at, "cut", skills=chosen.skills))
        else:
            over = date.fromisoformat(chosen.finish) + timedelta(days=1)
            changed = replace(profile, at=at, end=over.isoformat())
            self.record.add(Choice(at, "later", end=over.isoformat()), changed)
        return chosen

    def restore(self, skill: str) -> None:
        """Take a skill that was cut back into the plan.

        Raises:
            BadInput: there is no such skill, or it was not cut.
        """
        self.course.skill(skill)
        if skill not in self._standing(()).progress.cut:
            raise BadInput("{skill} was not left out of the plan.", skill=skill)
        self.record.add(Choice(self.record.now(), "restore", skills=(skill,)))

    def override(self, skill: str, *, known: bool) -> None:
        """Take the learner's word on a skill.

        Raises:
            BadInput: there is no such skill.
        """
        self.course.skill(skill)
        at = self.record.now()
        self.record.add(Observation(at, skill, "override", f"override:{skill}", float(known)))

    # -- what is done ------------------------------------------------------------------------------

    def done(self, ref: str, minutes: int | None = None, *, finished: bool = True) -> Done:
        """Keep that a piece of work was done, or part of it.

        Args:
            ref: id of a piece, or `kind:id` where a skill has a lesson and a practice.
            minutes: that it took; as planned when not given.
            finished: whether the whole of it is done.

        Raises:
            BadInput: there is no such piece, it is done already, or the minutes cannot be.
        """
        piece = self._piece(ref)
        spent = piece.minutes if minutes is None else minutes
        if not 0 < spent <= 24 * 60:
            raise BadInput("{minutes} is not a number of minutes of a day.", minutes=spent)
        entry = Done(
            self.record.now(), piece.kind, piece.ref, spent, self.today.isoformat(), finished=finished
        )
        self.record.add(entry)
        return entry

    def next_action(self) -> Action:
        """What to do now: the next block of today's session, or of the next one.

        Raises:
            Missing: nobody said when to study.
        """
        today = self.today
        for session in self.current().sessions:
            if session.day < today:
                continue
            for block in session.blocks:
                if not block.done and block.kind != "slack":
                    return Action(session.day, block, session)
        return Action(today, None, None)

    def _piece(self, ref: str) -> Piece:
        left = workload(self.outline, self._standing(()).progress)
        found = next((piece for piece in left if ref in (piece.item, piece.ref)), None)
        if found is not None:
            return found
        if any(ref in (piece.item, piece.ref) for piece in self.outline.pieces):
            raise BadInput(
                "{ref} is done already, or is not in your plan.",
                hint="See what is left with: tutor plan",
                ref=ref,
            )
        raise BadInput(
            "There is nothing called {ref} in the plan.",
            hint="Name a lesson, practice, project milestone or task as `tutor plan` shows it.",
            ref=ref,
        )

    # -- inside ------------------------------------------------------------------------------------

    def _kept(self) -> tuple[Session, ...]:
        kept = self.record.latest(Plan)
        return sessions_of_json(kept.sessions) if kept else ()

    def _standing(self, planned: Sequence[Session]) -> Standing:
        profile = self.profile
        return standing(
            self.record, self.outline, planned, profile, lambda at: _date_of(at, profile.timezone)
        )

    def _behind(self, planned: Sequence[Session]) -> tuple[Session, ...]:
        """Sessions of days that are over, as they were planned."""
        today = self.today
        return tuple(session for session in planned if session.day < today)

    def _ahead(self, profile: Profile, state: Standing) -> Placed:
        today, end = self.today, self.end
        pieces = workload(self.outline, state.progress)
        begun = Begun(today, state.today, state.kinds)
        last = max(week_of(date.fromisoformat(profile.start), end), len(self.course.weeks))
        within = list(takewhile(lambda day: day.day <= end, study_days(profile, today)))
        soonest = next((day.day for day in study_days(profile, today)), today)
        known = self._due(soonest)

        def due(day: StudyDay) -> int | None:
            return known if day.day == soonest else None

        def placed(slack: int) -> Placed:
            return schedule(pieces, study_days(profile, today), profile.begins, begun, due, slack, last)

        slack = fair_slack(pieces, within, begun, due)
        found = placed(slack)
        while slack and _finish(found, today) > end:  # what is cut off by the rules of cutting adds up
            slack -= ROUND
            found = placed(slack)
        return found

    def _forecast(self, profile: Profile, sessions: Sequence[Session], state: Standing) -> Forecast:
        today = self.today
        ahead = [session for session in sessions if session.day >= today]
        return forecast(profile, ahead, today, self.end, state.held, state.missed, state.progress.pace)

    def _moved(
        self, kept: Plan, before: Sequence[Session], after: Sequence[Session], state: Standing, cause: Cause
    ) -> tuple[Move, ...]:
        made, today = self._day_of(kept.at), self.today
        old = [session for session in before if session.day >= made]
        new = [session for session in after if session.day >= today]
        return moves(old, new, state.progress.finished, self._gone(state), cause)

    def _cause(
        self, profile: Profile, kept: Plan, before: Sequence[Session], after: Sequence[Session]
    ) -> Cause:
        """Why work comes on another day than in the plan before."""
        said = self._changed_profile(profile) or self._said_since()
        if said:
            return said
        if self._missed_since(kept, before):
            return "missed"
        finish = max((session.day for session in after if _studies(session)), default=self.today)
        was = max((session.day for session in before if _studies(session)), default=self.today)
        return "ahead" if finish < was else "finished"

    def _changed_profile(self, profile: Profile) -> Cause | None:
        was = self.record.latest_before(Profile, Plan)
        if was is None:
            return None
        changed = (cause for name, cause in PROFILE_CAUSES if getattr(was, name) != getattr(profile, name))
        return next(changed, None)

    def _said_since(self) -> Cause | None:
        """What the learner said of the course since the plan before."""
        choice = self.record.latest(Choice) if self.record.is_newer(Choice, Plan) else None
        if choice and choice.kind in ("cut", "restore"):
            return "cut" if choice.kind == "cut" else "restored"
        if self.record.is_newer(Observation, Plan, source="override"):
            return "asked"
        return "known" if self.record.is_newer(UnitKnown, Plan) else None

    def _missed_since(self, kept: Plan, before: Sequence[Session]) -> bool:
        """Whether a day that is over since the plan before had study, of which nothing was done."""
        zone = self.profile.timezone
        made = _date_of(kept.at, zone)
        over = {s.day.isoformat() for s in self._behind(before) if s.day >= made and _studies(s)}
        done = studied(self.record, self.outline, lambda at: _date_of(at, zone)) if over else ()
        return not over <= {entry.day for entry in done}

    def _gone(self, state: Standing) -> Mapping[str, Cause]:
        """Why pieces are not planned though they are not done."""
        found: dict[str, Cause] = {}
        for piece in self.outline.pieces:
            if (why := left_out(piece, self.course, state.progress)) is not None:
                found[piece.item] = why
        return found


def _date_of(at: str, zone: str) -> date:
    """The date of a moment in a time zone; in that of the moment where none is named."""
    moment = datetime.fromisoformat(at)
    return (moment.astimezone(ZoneInfo(zone)) if zone else moment).date()


def _studies(session: Session) -> bool:
    return any(block.kind in STUDY and not block.done for block in session.blocks)


def _finish(placed: Placed, today: date) -> date:
    if placed.left:
        return date.max
    return max((session.day for session in placed.sessions if _studies(session)), default=today)


def _moves_of(plan: Plan) -> tuple[Move, ...]:
    return tuple(Move(**move) for move in plan.moved)
