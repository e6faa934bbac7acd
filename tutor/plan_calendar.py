"""The plan as a calendar file that can be written again: what changed is changed, and nothing doubles."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput, Refused, TutorError
from tools.calendar import Appointment, calendar_file
from tutor.backup import writing_to
from tutor.clock import machine_timezone, timezone
from tutor.files import write_whole
from tutor.learner.entries import CalendarExport
from tutor.learner.record import Record
from tutor.messages import text
from tutor.plan_documents import PlanWords
from tutor.planning.blocks import STUDY, Block, Session
from tutor.planning.study_days import week_of

if TYPE_CHECKING:
    from tutor.planning.planner import Planner

_BEGINNING = b"BEGIN:VCALENDAR"


@dataclass(frozen=True)
class Written:
    """A calendar file that was written.

    Attributes:
        sessions: that it holds.
        changed: of these, how many are new or other than in the file before.
        cancelled: sessions that it takes back, since an earlier file had them.
    """

    sessions: int
    changed: int
    cancelled: int


@dataclass(frozen=True)
class _Shown:
    """What a calendar shows of a session; `starts` is ISO wall time."""

    starts: str
    minutes: int
    summary: str
    description: str
    categories: tuple[str, ...] = ()

    def fingerprint(self, zone: str) -> str:
        """Another one for anything else that is shown."""
        return hashlib.sha256(repr((zone, astuple(self))).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Told:
    """What the latest file says of a session; the fingerprint is empty where it is taken back."""

    fingerprint: str
    sequence: int
    starts: str
    minutes: int
    changed: str


def write_calendar(
    planner: "Planner",
    path: Path,
    language: Language,
    make_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    machine_zone: Callable[[], str] = machine_timezone,
) -> Written:
    """Write the sessions of the plan into a calendar file.

    A session is known by its day: it keeps its UID when it is planned anew, and its sequence number grows by
    one. A session that an earlier file had and the plan no longer has is cancelled. What is written is kept
    once the whole file lies on the disk, before it takes its name. A kill in between leaves numbers in the
    record that no file has, which is safe: the next file has the same or higher ones, never lower ones, and
    no two files say different things under one number.

    Args:
        planner: of the learner.
        path: of the file; a calendar that is there is replaced.
        language: of the words.
        make_id: of the learner's calendar, for the first file; all later ones have the same.
        machine_zone: IANA name of the zone that holds where the learner named none; empty where unknown.

    Raises:
        BadInput: the path is no file, or there is no such zone.
        Refused: a file is there that is no calendar.
        WorkFailed: the disk is full or the folder is not writable; the file stays as it was.
    """
    with writing_to(path):
        _refuse_other_files(path)
    record, zone = planner.record, planner.profile.timezone or machine_zone()
    if zone:
        timezone(zone)
    shown = _sessions_shown(planner, _calendar_id(record, make_id), language)
    before, now = _told_before(record), record.now()
    after = _told_now(shown, before, zone, now)
    data = _file(shown, after, _name(planner, language), zone, now, language)
    with writing_to(path):
        _put(path, data, lambda: _keep(record, before, after, now))
    changed = sum(told != before.get(uid) for uid, told in after.items() if told.fingerprint)
    return Written(sum(bool(told.fingerprint) for told in after.values()), changed, len(after) - len(shown))


# -- what is shown of a session --------------------------------------------------------------------


def _sessions_shown(planner: "Planner", calendar: str, language: Language) -> dict[str, _Shown]:
    """Sessions by UID."""
    current = planner.current()
    words, start = PlanWords(planner.course, language, planner.today.year), current.profile.start
    return {
        f"{calendar}-{planner.course.id}-{session.day.isoformat()}": _shown(
            session, week_of(date.fromisoformat(start), session.day), current.profile.intention, words
        )
        for session in current.sessions
        if session.blocks
    }


def _shown(session: Session, week: int, intention: str, words: PlanWords) -> _Shown:
    topic = _title(_main_block(session), words)
    key = "calendar.summary" if week >= 1 else "calendar.summary.early"
    lines = [_block_text(block, words) for block in session.blocks]
    last = [intention] if intention else []
    return _Shown(
        f"{session.day.isoformat()}T{session.start}",
        session.minutes,
        text(key, words.language, week=week, topic=topic),
        "\n\n".join([*lines, *last, text("calendar.begin", words.language)]),
        (text("calendar.category", words.language),),
    )


def _main_block(session: Session) -> Block:
    """What the session is about: the longest block of study, else the longest one."""
    study = [block for block in session.blocks if block.kind in STUDY]
    return max(study or session.blocks, key=lambda block: block.minutes)


def _block_text(block: Block, words: PlanWords) -> str:
    kind, title = text(f"plan.kind.{block.kind}", words.language), _title(block, words)
    key = "calendar.block" if title == kind else "calendar.block.titled"
    values = {"minutes": block.minutes, "kind": kind, "title": title, "why": _why(block, words)}
    return text(key, words.language, **values)


def _title(block: Block, words: PlanWords) -> str:
    try:
        return words.title(block.kind, block.ref)
    except TutorError:  # a session of long ago, and the course has it no more
        return text(f"plan.kind.{block.kind}", words.language)


def _why(block: Block, words: PlanWords) -> str:
    try:
        return words.why(block)
    except TutorError:
        return text("plan.why.next", words.language)


# -- what changed since the last file --------------------------------------------------------------


def _calendar_id(record: Record, make_id: Callable[[], str]) -> str:
    """Of the learner's calendar: kept before the first file is written, so that no file has another."""
    if record.latest(CalendarExport) is None:
        record.add(CalendarExport(record.now(), make_id(), {}))
    return record.entries(CalendarExport)[0].calendar  # of two processes that began at once, the first's


def _told_before(record: Record) -> dict[str, _Told]:
    latest = record.latest(CalendarExport)
    return {uid: _Told(*told) for uid, told in latest.events.items()} if latest else {}


def _told_now(
    shown: Mapping[str, _Shown], before: Mapping[str, _Told], zone: str, now: str
) -> dict[str, _Told]:
    """What the next file says: what the plan has, and what it has no more taken back."""
    found = {
        uid: _next(before.get(uid), session.fingerprint(zone), session.starts, session.minutes, now)
        for uid, session in shown.items()
    }
    gone = {uid: told for uid, told in before.items() if uid not in shown}
    return found | {uid: _next(told, "", told.starts, told.minutes, now) for uid, told in gone.items()}


def _next(told: _Told | None, fingerprint: str, starts: str, minutes: int, now: str) -> _Told:
    if told is None:
        return _Told(fingerprint, 0, starts, minutes, now)
    if told.fingerprint == fingerprint:
        return told
    return _Told(fingerprint, told.sequence + 1, starts, minutes, now)


def _keep(record: Record, before: Mapping[str, _Told], after: Mapping[str, _Told], now: str) -> None:
    if after != before:
        calendar = record.entries(CalendarExport)[0].calendar
        record.add(CalendarExport(now, calendar, {uid: list(astuple(told)) for uid, told in after.items()}))


# -- the file --------------------------------------------------------------------------------------


def _name(planner: "Planner", language: Language) -> str:
    return text("calendar.name", language, course=planner.course.title.in_language(language))


def _file(
    shown: Mapping[str, _Shown], told: Mapping[str, _Told], name: str, zone: str, now: str, language: Language
) -> bytes:
    appointments = [_appointment(uid, told[uid], shown.get(uid), language) for uid in told]
    appointments.sort(key=lambda appointment: (appointment.starts, appointment.uid))
    return calendar_file(appointments, name, zone, datetime.fromisoformat(now))


def _appointment(uid: str, told: _Told, shown: _Shown | None, language: Language) -> Appointment:
    return Appointment(
        uid,
        datetime.fromisoformat(told.starts),
        told.minutes,
        shown.summary if shown else text("calendar.cancelled", language),
        shown.description if shown else "",
        shown.categories if shown else (),
        told.sequence,
        datetime.fromisoformat(told.changed),
        cancelled=shown is None,
    )


def _refuse_other_files(path: Path) -> None:
    """What is there is replaced only where it is a calendar, or empty."""
    if path.is_dir():
        raise BadInput("{path} is a folder.", hint="Name the file to write.", path=path)
    if not path.exists():
        return
    if not path.is_file():
        raise BadInput("{path} is not a file.", hint="Name the file to write.", path=path)
    with path.open("rb") as file:
        beginning = file.read(len(_BEGINNING))
    if beginning not in (b"", _BEGINNING):
        raise Refused(
            "{path} is there already and is no calendar; it was not touched.",
            hint="Choose another name.",
            path=path,
        )


def _put(path: Path, data: bytes, keep: Callable[[], None]) -> None:
    """Write the file whole beside its place, keep what it says, then put it in place."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        write_whole(draft, data)
        keep()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
