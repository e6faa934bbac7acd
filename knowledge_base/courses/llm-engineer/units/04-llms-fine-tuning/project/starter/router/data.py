"""From raw rows to rows that can be trusted: copies, disputes, leaks and the split."""

from collections.abc import Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]


def read_rows(path: Path | str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    raise NotImplementedError


def key(text: str) -> str:
    """Equal for two copies of a message, different for two messages.

    Copies differ in upper and lower case, accents, punctuation, spaces and digits, and in nothing else.
    """
    raise NotImplementedError


def clean(rows: Sequence[Row], test_rows: Sequence[Row]) -> list[dict[str, str]]:
    """The labelled rows without copies and without what the test has.

    One row is left for each key, with the label that most of its copies have; where two labels have as many,
    none is left. Rows whose key is in the test go. The order of the first copies stays.
    """
    raise NotImplementedError


def split(rows: Sequence[Row], share: float, seed: int) -> tuple[list[int], list[int]]:
    """Indices to learn from and indices to validate with.

    Each department has about `share` of its rows in the second list, at least one, and all rows with the same
    key are on the same side. Every index is in one of the two.
    """
    raise NotImplementedError
