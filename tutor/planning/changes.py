"""What a new plan does with the work of the one before: what comes later, earlier, or no more, and why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from tutor.planning.blocks import STUDY, Session

Change = Literal["later", "earlier", "added", "gone"]
Cause = Literal[
    "missed", "hours", "days", "free", "start", "ahead", "finished", "known", "mastered", "cut",
    "restored", "asked",
]  # fmt: skip


@dataclass(frozen=True)
class Move:
    """What happened to a piece of work.

    Attributes:
        kind, ref: of the piece.
        change: what happened.
        before, after: ISO dates on which it ends in each plan; empty where it is not in it.
        why: the cause.
    """

    kind: str
    ref: str
    change: Change
    before: str
    after: str
    why: Cause

    def as_json(self) -> dict[str, Any]:
        """As the record keeps it."""
        return asdict(self)


def moves(
    before: Iterable[Session],
    after: Iterable[Session],
    finished: Collection[str],
    gone: Mapping[str, Cause],
    cause: Cause,
) -> tuple[Move, ...]:
    """What changed from a plan to the next, in the order of the new one; finished work is no change.

    Args:
        before, after: sessions of the two plans, each from the day on which it was made.
        finished: items that are done.
        gone: why items are no longer planned, where it is not because they are done.
        cause: of what comes on another day.
    """
    old, new = _ends(before), _ends(after)
    found = []
    for item, ends in new.items():
        was = old.get(item)
        if was is None:
            found.append(_move(item, "added", None, ends, cause))
        elif was != ends:
            found.append(_move(item, "later" if ends > was else "earlier", was, ends, cause))
    for item, was in old.items():
        if item not in new and item not in finished:
            found.append(_move(item, "gone", was, None, gone.get(item, cause)))
    return tuple(found)


def _ends(sessions: Iterable[Session]) -> dict[str, date]:
    """The day on which each piece of study that is still to be done ends."""
    return {
        block.item: session.day
        for session in sessions
        for block in session.blocks
        if block.kind in STUDY and not block.done
    }


def _move(item: str, change: Change, before: date | None, after: date | None, why: Cause) -> Move:
    kind, _, ref = item.partition(":")
    return Move(
        kind, ref, change, before.isoformat() if before else "", after.isoformat() if after else "", why
    )
