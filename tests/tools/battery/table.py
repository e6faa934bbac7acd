"""Tries the programs on a back end; as a command, prints how many of each family were contained.

python -m tests.tools.battery.table [--as-user] [--times] [--only=TEXT] plain landlock bubblewrap
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock

from tests.tools.battery.ground import User, ground, ordinary, root
from tests.tools.battery.judge import Judge, Verdict
from tests.tools.battery.programs import Attempt, attempts

SIDE_BY_SIDE = 3  # most of the time a run waits for its limit


def score(back_end: str, *, as_user: bool, families: tuple[str, ...] = ()) -> dict[str, Verdict]:
    """A verdict on every program that may run there, by its id.

    One call at a time on a machine, because memory and disk are looked at as a whole.

    Args:
        back_end: as the driver takes it.
        as_user: an ordinary user, or whoever runs this.
        families: those that are tried; all by default.
    """
    chosen = [
        attempt
        for attempt in attempts()
        if (attempt.plain or back_end != "plain") and attempt.family in (families or (attempt.family,))
    ]
    count = 1 if back_end == "plain" else SIDE_BY_SIDE
    users = [ordinary(number) if as_user else root() for number in range(count)]
    waiting = iter(chosen)
    lock = FileLock(Path(tempfile.gettempdir()) / "escape-battery.lock")
    with lock, ThreadPoolExecutor(count) as threads:
        parts = threads.map(lambda user: dict(_verdicts(back_end, user, waiting)), users)
        return {name: verdict for part in parts for name, verdict in part.items()}


def _verdicts(back_end: str, user: User, waiting: Iterator[Attempt]) -> Iterator[tuple[str, Verdict]]:
    """Of those that nobody else has taken, in a scene of its own."""
    with ground(user) as scene:
        judge = Judge(scene, back_end)
        try:
            for attempt in waiting:
                yield attempt.id, judge.try_out(attempt)
        finally:
            judge.close()


def main(words: list[str]) -> None:
    """See the module."""
    back_ends = [word for word in words if not word.startswith("--")]
    families = tuple(word.removeprefix("--only=") for word in words if word.startswith("--only="))
    columns = {}
    for back_end in back_ends:
        began = time.monotonic()
        columns[back_end] = score(back_end, as_user="--as-user" in words, families=families)
        sys.stderr.write(f"{back_end}: {time.monotonic() - began:.0f} s\n")
        sys.stderr.writelines(_remarks(back_end, columns[back_end], times="--times" in words))
    sys.stdout.writelines(_table(columns))


def _remarks(back_end: str, verdicts: dict[str, Verdict], *, times: bool) -> Iterator[str]:
    slowest = sorted(verdicts, key=lambda name: -verdicts[name].seconds[1])[:30] if times else ()
    for name in slowest:
        answered, looked_at = verdicts[name].seconds
        yield f"{back_end}: {name}: {answered:.2f} s, looked at {looked_at:.2f}\n"
    for name, verdict in verdicts.items():
        if verdict.escapes:
            yield f"{back_end}: {name}: {', '.join(sorted(verdict.escapes))}\n"


def _table(columns: dict[str, dict[str, Verdict]]) -> Iterator[str]:
    family_of = {attempt.id: attempt.family for attempt in attempts()}
    tried = {name: Counter(family_of[one] for one in column) for name, column in columns.items()}
    held = {
        name: Counter(family_of[one] for one, verdict in column.items() if not verdict.escapes)
        for name, column in columns.items()
    }
    yield "| family |" + "".join(f" {name} |" for name in columns) + "\n"
    yield "|---|" + "---|" * len(columns) + "\n"
    for family in dict.fromkeys(family_of.values()):
        yield f"| {family} |" + "".join(f" {held[n][family]} of {tried[n][family]} |" for n in columns) + "\n"
    yield "| all |" + "".join(f" {held[n].total()} of {tried[n].total()} |" for n in columns) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
