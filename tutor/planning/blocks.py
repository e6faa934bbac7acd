"""What a plan is made of: sessions on days, cut into blocks, each with minutes and the reason it is there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

Kind = Literal["checkin", "review", "lesson", "practice", "project", "task", "quiz", "interview", "slack"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What the course consists of; the other kinds are done with nothing that has a name.
STUDY: tuple[Kind, ...] = ("lesson", "practice", "project", "task", "interview")
Why = Literal[
    "weekly", "due", "new", "unlocks", "next", "begun", "applies", "milestone", "outside", "no_help",
    "interview", "slack", "rest", "done",
]  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A stretch of a session.

    Attributes:
        kind: what is done.
        ref: id of what it is done with: a skill, a practice, a task, `project/milestone`; empty for the rest.
        minutes: that it takes.
        why: the reason it is there, a key of the message catalogue (`plan.why.<why>`).
        of: what the reason speaks of, such as the skill that is unlocked; empty where it speaks of nothing.
        done: whether it lies behind the learner.
    """

    kind: Kind
    ref: str
    minutes: int
    why: Why
    of: str = ""
    done: bool = False

    @property
    def item(self) -> str:
        """The same for all blocks of one piece of work."""
        return f"{self.kind}:{self.ref}"


@dataclass(frozen=True)
class Session:
    """One sitting.

    Attributes:
        day: on which it is.
        start: wall time in the learner's zone, HH:MM.
        minutes: that the learner has.
        blocks: in order; together they take no longer.
    """

    day: date
    start: str
    minutes: int
    blocks: tuple[Block, ...] = ()

    @property
    def planned(self) -> int:
        """Minutes of its blocks without slack."""
        return sum(block.minutes for block in self.blocks if block.kind != "slack")


def sessions_as_json(sessions: Iterable[Session]) -> tuple[dict[str, Any], ...]:
    """Sessions as the record keeps them: `d` day, `s` start, `m` minutes, `b` blocks."""
    return tuple(
        {
            "d": session.day.isoformat(),
            "s": session.start,
            "m": session.minutes,
            "b": [[b.kind, b.ref, b.minutes, b.why, b.of, int(b.done)] for b in session.blocks],
        }
        for session in sessions
    )


def sessions_of_json(values: Iterable[dict[str, Any]]) -> tuple[Session, ...]:
    """Sessions from what the record kept."""
    return tuple(
        Session(
            date.fromisoformat(value["d"]),
            value["s"],
            value["m"],
            tuple(_block(*block) for block in value["b"]),
        )
        for value in values
    )


def _block(kind: Kind, ref: str, minutes: int, why: Why, of: str, done: int) -> Block:
    return Block(kind, ref, minutes, why, of, bool(done))


def joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks with neighbours of the same work made one."""
    made: list[Block] = []
    for block in blocks:
        if made and made[-1].item == block.item and made[-1].done == block.done:
            made[-1] = replace(made[-1], minutes=made[-1].minutes + block.minutes)
        else:
            made.append(block)
    return tuple(made)
