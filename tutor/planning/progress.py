"""How far a learner has come, read from the record."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge_base.course import Course
from tutor.learner.entries import Choice, Done, Observation, Profile
from tutor.learner.mastery import estimate
from tutor.learner.record import Record
from tutor.planning.blocks import STUDY, Block, Session, joined
from tutor.planning.study_days import week_of
from tutor.planning.workload import Outline, Progress

_HELD, _ENOUGH = 0.25, 30.0  # share of a session's planned minutes, and minutes, from which on it was held
_PACE_PRIOR = 300  # minutes that are taken to have gone as planned
_SLOWEST, _FASTEST = 2.0, 0.5


@dataclass(frozen=True)
class Standing:
    """Where the learner stands.

    Attributes:
        progress: what is done, known and left out.
        today: blocks that were done today.
        kinds: (week, kind) of the check-ins and quizzes of this week.
        held, missed: sessions that are over and had study planned.
    """

    progress: Progress
    today: tuple[Block, ...]
    kinds: frozenset[tuple[int, str]]
    held: int
    missed: int


def standing(
    record: Record,
    outline: Outline,
    planned: Sequence[Session],
    profile: Profile,
    day_of: Callable[[str], date],
) -> Standing:
    """Where the learner stands.

    Args:
        record: of the learner.
        outline: what is to be learned.
        planned: sessions of the plan so far.
        profile: who studies, and when.
        day_of: the date where the learner is at an ISO time.
    """
    today, said = day_of(record.now()), record.entries(Done)
    done = (*said, *_credited(record, outline, day_of, said))
    finished = {_item(entry) for entry in done if entry.finished}
    spent: Counter[str] = Counter()
    for entry in done:
        spent[_item(entry)] += entry.minutes
    progress = Progress(
        finished=finished,
        spent={item: minutes for item, minutes in spent.items() if item not in finished},
        known=_known(record, outline.course) | _mastered(record),
        units_known=frozenset(record.units_known()),
        cut=_cut(record, outline.course),
        pace=_pace(outline, said),
    )
    held, missed = _attendance(planned, done, today)
    start = date.fromisoformat(profile.start)
    week = week_of(start, today)
    kinds = {
        (week, entry.kind)
        for entry in done
        if entry.kind in ("quiz", "checkin") and week_of(start, date.fromisoformat(entry.day)) == week
    }
    return Standing(progress, _blocks_of(done, today), frozenset(kinds), held, missed)


def studied(record: Record, outline: Outline, day_of: Callable[[str], date]) -> tuple[Done, ...]:
    """What was done: what the learner says, then what exercises and checks of projects show.

    What is shown took as long as it was planned to, less what the learner said of it.
    """
    said = record.entries(Done)
    return (*said, *_credited(record, outline, day_of, said))


def _credited(
    record: Record, outline: Outline, day_of: Callable[[str], date], said: Sequence[Done]
) -> Iterator[Done]:
    shown = _shown(record, outline)
    finished = {_item(entry) for entry in said if entry.finished}
    spent: Counter[str] = Counter()
    for entry in said:
        spent[_item(entry)] += entry.minutes
    for piece in outline.pieces:
        if piece.item in shown and piece.item not in finished:
            at, minutes = shown[piece.item], max(0, piece.minutes - spent[piece.item])
            yield Done(at, piece.kind, piece.ref, minutes, day_of(at).isoformat())


def _item(entry: Done) -> str:
    return f"{entry.kind}:{entry.ref}"


def _shown(record: Record, outline: Outline) -> dict[str, str]:
    """When all exercises of a skill were solved, and all checks of a milestone held at once."""
    passes, found = record.first_passes(), dict[str, str]()
    for skill, exercises in outline.exercises.items():
        if exercises and passes.keys() >= set(exercises):
            found[f"practice:{skill}"] = max((passes[name] for name in exercises), key=datetime.fromisoformat)
    for run in record.project_runs():
        held = set(run.held)
        for milestone, checks in outline.checks.get(run.project, {}).items():
            if held.issuperset(checks):
                found.setdefault(f"project:{run.project}/{milestone}", run.at)
    return found


def _blocks_of(done: Sequence[Done], today: date) -> tuple[Block, ...]:
    day = today.isoformat()
    blocks = [
        Block(entry.kind, entry.ref, entry.minutes, "done", done=True)  # type: ignore[arg-type]
        for entry in done
        if entry.day == day and entry.minutes
    ]
    return joined(blocks)


def _mastered(record: Record) -> set[str]:
    """Skills that were mastered when last something was seen of them; to refresh them is for reviews."""
    return {name for name, belief in record.beliefs().items() if estimate(belief, belief.at).mastered}


def _known(record: Record, course: Course) -> set[str]:
    """Skills of units that are known, without those that the learner took back since."""
    units = record.units_known()
    said = {word.skill: word for word in record.entries(Observation, source="override")}
    return {
        skill.id
        for unit in course.units
        if unit.id in units
        for skill in unit.skills
        if not _is_denied(said.get(skill.id), units[unit.id])
    }


def _is_denied(word: Observation | None, since: str) -> bool:
    if word is None or word.outcome > 0.5:
        return False
    return datetime.fromisoformat(word.at) >= datetime.fromisoformat(since)


def _cut(record: Record, course: Course) -> set[str]:
    """Skills that are left out; one that is taken back brings along what it needs."""
    cut: set[str] = set()
    for choice in record.entries(Choice):
        if choice.kind == "cut":
            cut |= set(choice.skills)
        elif choice.kind == "restore":
            needed = course.needed()
            cut -= set(choice.skills).union(*(needed.get(skill, ()) for skill in choice.skills))
    return cut


def _pace(outline: Outline, said: Sequence[Done]) -> float:
    """Minutes that were needed for a minute that was planned, over what is finished; near 1 at first."""
    needed: Counter[str] = Counter()
    for entry in said:
        needed[_item(entry)] += entry.minutes
    finished = {_item(entry) for entry in said if entry.finished}
    timed = [(piece.minutes, needed[piece.item]) for piece in outline.pieces if piece.item in finished]
    planned, spent = (sum(column) for column in zip(*timed, strict=True)) if timed else (0, 0)
    return min(_SLOWEST, max(_FASTEST, (_PACE_PRIOR + spent) / (_PACE_PRIOR + planned)))


def _attendance(planned: Sequence[Session], done: Sequence[Done], today: date) -> tuple[int, int]:
    """Sessions of the past that were held and missed."""
    minutes: Counter[str] = Counter()
    for entry in done:
        minutes[entry.day] += entry.minutes
    over = [s for s in planned if s.day < today and any(block.kind in STUDY for block in s.blocks)]
    held = sum(minutes[session.day.isoformat()] >= held_from(session.planned) for session in over)
    return held, len(over) - held


def held_from(planned: float) -> float:
    """Minutes of study from which on a session was held: a quarter of it, or half an hour if that is less."""
    return min(_HELD * planned, _ENOUGH)
