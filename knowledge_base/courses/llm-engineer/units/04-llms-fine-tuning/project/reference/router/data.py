"""From raw rows to rows that can be trusted: copies, disputes, leaks and the split."""

import csv
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]


def read_rows(path: Path | str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key(text: str) -> str:
    """Equal for two copies of a message, different for two messages.

    Copies differ in upper and lower case, accents, punctuation, spaces and digits, and in nothing else.
    """
    parts = unicodedata.normalize("NFD", text.lower())
    letters = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return re.sub(r"[\W\d_]+", " ", letters).strip()


def clean(rows: Sequence[Row], test_rows: Sequence[Row]) -> list[dict[str, str]]:
    """The labelled rows without copies and without what the test has.

    One row is left for each key, with the label that most of its copies have; where two labels have as many,
    none is left. Rows whose key is in the test go. The order of the first copies stays.
    """
    tested = {key(row["text"]) for row in test_rows}
    copies: dict[str, list[Row]] = {}
    for row in rows:
        copies.setdefault(key(row["text"]), []).append(row)
    kept = []
    for name, same in copies.items():
        labels = Counter(row["department"] for row in same).most_common(2)
        disputed = len(labels) == 2 and labels[0][1] == labels[1][1]
        if name not in tested and not disputed:
            kept.append({**same[0], "department": labels[0][0]})
    return kept


def split(rows: Sequence[Row], share: float, seed: int) -> tuple[list[int], list[int]]:
    """Indices to learn from and indices to validate with.

    Each department has about `share` of its rows in the second list, at least one, and all rows with the same
    key are on the same side. Every index is in one of the two.
    """
    rng = random.Random(seed)
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(key(row["text"]), []).append(place)
    of_department: dict[str, list[list[int]]] = {}
    for places in groups.values():
        of_department.setdefault(rows[places[0]]["department"], []).append(places)
    held: set[int] = set()
    for name in sorted(of_department):
        some = of_department[name]
        rng.shuffle(some)
        wanted, count = max(1, round(share * sum(map(len, some)))), 0
        for places in some:
            if count >= wanted:
                break
            held.update(places)
            count += len(places)
    return [place for place in range(len(rows)) if place not in held], sorted(held)
