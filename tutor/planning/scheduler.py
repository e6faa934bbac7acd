"""Places pieces of work into sessions: due reviews first, what is needed before what needs it.

A list scheduler: the pieces lie in an order in which each may be done (`tutor.planning.workload`), and each
session takes from the front what fits. The same input gives the same plan, and a piece moves only if
something before it did.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from tutor.planning.blocks import Block, Session, joined
from tutor.planning.study_days import REVIEW_SHARE, StudyDay
from tutor.planning.workload import ROUND, Piece

SHORTEST = 15  # minutes of a stretch of study, unless less is left of the piece
REMAINDER = 10  # a piece is not cut so that less than this is left of it
CHECKIN = 10
QUIZ = 15
REVIEW = 15  # minutes of review to count on where it is not known yet what will be due
_SHARES = {"checkin": 0.15, "review": REVIEW_SHARE, "quiz": 0.15}  # of a session, at most
_SLACK = 0.15
_MOST_SESSIONS = 4000

Due = Callable[[StudyDay], int | None]


@dataclass(frozen=True)
class Begun:
    """What was done already, where the plan begins in the middle of a day or week.

    Attributes:
        day: today.
        blocks: that were done today.
        kinds: of check-in and quiz, those that this week has had, as (week, kind).
    """

    day: date
    blocks: tuple[Block, ...] = ()
    kinds: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True)
class Placed:
    """What came of scheduling.

    Attributes:
        sessions: from the first day on, until everything is placed.
        left: pieces that no session took within ten years.
    """

    sessions: tuple[Session, ...]
    left: tuple[Piece, ...] = ()


def schedule(
    pieces: Sequence[Piece],
    days: Iterable[StudyDay],
    begins: str,
    begun: Begun,
    due: Due = lambda _: None,
    slack: int = 0,
    until_week: int = 0,
) -> Placed:
    """Sessions for the pieces.

    Args:
        pieces: in an order in which they can be done.
        days: on which the learner studies, in order.
        begins: time of day of every session, HH:MM.
        begun: what was done today and this week.
        due: minutes of review on a day; None where it is not known yet.
        slack: minutes to keep free in each session while the course lasts, a multiple of five.
        until_week: sessions of reviews are planned up to this week, though nothing is left.
    """
    left, sessions = list(pieces), list[Session]()
    for day in islice(days, _MOST_SESSIONS):
        if not left and day.week > until_week:
            break
        blocks = [
            *(begun.blocks if day.day == begun.day else ()),
            *_fixed(day, due(day), begun, over=not left),
        ]
        room = max(0, day.minutes - sum(block.minutes for block in blocks))
        reserved = min(slack, room // ROUND * ROUND) if left else 0
        whole = not any(block.done for block in blocks)
        blocks += _taken(left, room - reserved, whole=whole)
        rest = (day.minutes - sum(block.minutes for block in blocks)) // ROUND * ROUND
        if rest > 0:
            blocks.append(Block("slack", "", rest, "slack" if reserved else "rest"))
        minutes = max(day.minutes, sum(block.minutes for block in blocks))
        sessions.append(Session(day.day, begins, minutes, joined(_in_order(blocks))))
    return Placed(tuple(sessions), tuple(left))


def fair_slack(pieces: Sequence[Piece], days: Sequence[StudyDay], begun: Begun, due: Due) -> int:
    """Minutes that each of the days can keep free, if all pieces are to be done on them."""
    fixed = sum(block.minutes for day in days for block in _fixed(day, due(day), begun, over=False))
    spare = sum(day.minutes for day in days) - fixed - sum(piece.minutes for piece in pieces)
    if not days or spare <= 0:
        return 0
    longest = min(day.minutes for day in days) * _SLACK
    return int(min(spare / len(days), longest)) // ROUND * ROUND


def _fixed(day: StudyDay, due: int | None, begun: Begun, *, over: bool) -> list[Block]:
    """What a session has besides study: check-in, reviews, and the quiz without help."""
    had = {kind for week, kind in begun.kinds if week == day.week}
    blocks = list[Block]()
    if day.first and day.week > 1 and "checkin" not in had:
        blocks.append(Block("checkin", "", _share(day, "checkin", CHECKIN), "weekly"))
    opening = day.first and day.week == 1  # nothing can be reviewed yet
    review = (0 if opening else REVIEW) if due is None else due
    held = sum(b.minutes for b in begun.blocks if b.kind == "review") if day.day == begun.day else 0
    blocks.append(Block("review", "", _share(day, "review", review, held), "due"))
    if day.last and not over and "quiz" not in had:
        blocks.append(Block("quiz", "", _share(day, "quiz", QUIZ), "no_help"))
    return [block for block in blocks if block.minutes]


def _share(day: StudyDay, kind: str, wanted: int, held: int = 0) -> int:
    """Minutes for what every session has, together with those that were held no more than its share."""
    most = int(day.minutes * _SHARES[kind] - held) // ROUND * ROUND
    return max(0, min(most, -(-wanted // ROUND) * ROUND))


def _taken(left: list[Piece], room: int, *, whole: bool) -> list[Block]:
    """Take from the front what fits into `room` minutes; what was begun stays in front.

    A whole session of a few minutes takes what it can, since otherwise none ever would.
    """
    blocks: list[Block] = []
    while left:
        piece = left[0]
        minutes = _stretch(piece.minutes, room)
        if whole and not blocks:
            minutes = minutes or min(piece.minutes, room // ROUND * ROUND)
        if not minutes:
            break
        blocks.append(Block(piece.kind, piece.ref, minutes, piece.why, piece.of))
        room -= minutes
        if minutes == piece.minutes:
            del left[0]
        else:
            left[0] = replace(piece, minutes=piece.minutes - minutes, why="begun")
    return blocks


def _stretch(wanted: int, room: int) -> int:
    """Minutes of a piece that a session takes: all, or a stretch that leaves enough for another."""
    room = room // ROUND * ROUND
    if wanted <= room:
        return wanted
    minutes = min(room, wanted - REMAINDER)
    return minutes if minutes >= SHORTEST else 0


def _in_order(blocks: Sequence[Block]) -> list[Block]:
    """What is done, then check-in and reviews; slack last, the quiz just before it."""
    places = {"checkin": 0, "review": 1, "quiz": 3, "slack": 4}
    return sorted(blocks, key=lambda block: -1 if block.done else places.get(block.kind, 2))
