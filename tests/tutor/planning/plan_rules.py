"""The rules that every plan keeps, told from the course and the profile alone."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from knowledge_base.course import Project
from tutor.learner.entries import Profile
from tutor.planning.blocks import STUDY, Block, Session
from tutor.planning.study_days import session_minutes, week_of
from tutor.planning.workload import Outline, Piece, Progress, workload
from tutor.profile import DAYS

_PLACE = {"checkin": 0, "review": 1, "quiz": 3, "slack": 4}  # study is 2
_UNCUT = 25  # minutes of room from which on every piece can be cut well


def check_plan(
    outline: Outline, progress: Progress, profile: Profile, sessions: Sequence[Session], whole: bool = True
) -> None:
    """Fail where sessions break a rule.

    Args:
        outline: what is to be learned.
        progress: what the plan was made for.
        profile: who studies, and when.
        sessions: from the day on which the plan was made.
        whole: whether everything has to be in them.
    """
    check_days(profile, sessions)
    for session in sessions:
        check_session(session)
    check_weeks(profile, sessions)
    check_order(outline, sessions)
    pieces = workload(outline, progress)
    check_stretches(pieces, sessions)
    if whole:
        check_minutes(pieces, sessions)


def check_days(profile: Profile, sessions: Sequence[Session]) -> None:
    """Sessions lie on days of study only, none on a free date or before the start, in order."""
    days = [session.day for session in sessions]
    assert days == sorted(set(days))
    for session in sessions:
        assert DAYS[session.day.weekday()] in profile.days
        assert session.day.isoformat() not in profile.free
        assert session.day.isoformat() >= profile.start
        assert session.start == profile.begins
        longer = session.minutes > session_minutes(profile.hours, len(profile.days))
        assert not longer or any(block.done for block in session.blocks)


def check_session(session: Session) -> None:
    """A session is no longer than its minutes, in order, and cut into fives."""
    ahead = [block for block in session.blocks if not block.done]
    assert sum(block.minutes for block in session.blocks) <= session.minutes
    places = [_PLACE.get(block.kind, 2) for block in ahead]
    assert places == sorted(places), "check-in and reviews first, then study, the quiz last"
    assert all(block.minutes > 0 and block.minutes % 5 == 0 for block in ahead)
    assert all(block.done for block in session.blocks[: len(session.blocks) - len(ahead)])
    for kind in ("checkin", "review", "quiz", "slack"):
        assert sum(block.kind == kind for block in ahead) <= 1


def check_weeks(profile: Profile, sessions: Sequence[Session]) -> None:
    """A check-in opens a week and a quiz closes it, once each."""
    start = date.fromisoformat(profile.start)
    seen: set[tuple[str, int]] = set()
    for session in sessions:
        for block in session.blocks:
            if block.kind in ("checkin", "quiz") and not block.done:
                key = (block.kind, week_of(start, session.day))
                assert key not in seen
                seen.add(key)


def check_order(outline: Outline, sessions: Sequence[Session]) -> None:
    """Nothing begins before what it needs has ended."""
    first, last = _span(sessions)
    for item, needed in _needs(outline):
        if item in first and needed in last:
            assert last[needed] < first[item], f"{item} before {needed}"


def check_minutes(pieces: Sequence[Piece], sessions: Sequence[Session]) -> None:
    """Everything that is left is in the plan with its minutes, and nothing else."""
    placed: dict[str, int] = {}
    for _, _, block in _study(sessions):
        placed[block.item] = placed.get(block.item, 0) + block.minutes
    assert placed == {piece.item: piece.minutes for piece in pieces}


def check_stretches(pieces: Sequence[Piece], sessions: Sequence[Session]) -> None:
    """A piece is cut into quarters of an hour at least, its rest aside, where sessions are long enough."""
    left = {piece.item: piece.minutes for piece in pieces}
    for session, _, block in _study(sessions):
        left[block.item] -= block.minutes
        assert block.minutes >= 15 or left[block.item] == 0 or _room(session) < _UNCUT


def _room(session: Session) -> int:
    """Minutes of a session that are not taken by what every session has."""
    return session.minutes - sum(b.minutes for b in session.blocks if b.kind in ("checkin", "review", "quiz"))


def _study(sessions: Sequence[Session]) -> Iterator[tuple[Session, int, Block]]:
    for session in sessions:
        for place, block in enumerate(session.blocks):
            if block.kind in STUDY and not block.done:
                yield session, place, block


def _span(
    sessions: Sequence[Session],
) -> tuple[dict[str, tuple[date, int]], dict[str, tuple[date, int]]]:
    """Where each piece begins and ends."""
    first: dict[str, tuple[date, int]] = {}
    last: dict[str, tuple[date, int]] = {}
    for session, place, block in _study(sessions):
        first.setdefault(block.item, (session.day, place))
        last[block.item] = (session.day, place)
    return first, last


def _needs(outline: Outline) -> Iterator[tuple[str, str]]:
    """Pairs of an item and one that comes before it, from the course itself."""
    course = outline.course
    for skill in course.skills:
        yield f"practice:{skill.id}", f"lesson:{skill.id}"
        for needed in skill.prerequisites:
            for kind in ("lesson", "practice"):
                yield f"lesson:{skill.id}", f"{kind}:{needed}"
                yield f"practice:{skill.id}", f"{kind}:{needed}"
    for activity in (activity for unit in course.units for activity in unit.activities):
        names = [activity.id]
        if isinstance(activity, Project) and activity.id in outline.milestones:
            names = [f"{activity.id}/{name}" for name, _ in outline.milestones[activity.id]]
        for kind in STUDY:
            for name in names:
                for skill_id in activity.skills:
                    yield f"{kind}:{name}", f"lesson:{skill_id}"
                    yield f"{kind}:{name}", f"practice:{skill_id}"
        for before, after in pairwise(names):
            yield f"project:{after}", f"project:{before}"
