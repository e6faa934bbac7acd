"""What several test files share."""

import csv
import functools
import json
from pathlib import Path

import torch

DATA = Path(__file__).resolve().parents[1] / "data"
torch.set_num_threads(1)


@functools.cache
def _read(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file of data/, each a copy."""
    return [dict(row) for row in _read(name)]


def traffic() -> dict:
    """The contents of traffic.json."""
    return json.loads((DATA / "traffic.json").read_text(encoding="utf-8"))


def column(name: str, of: str) -> list[str]:
    """One column of a file of data/."""
    return [row[of] for row in _read(name)]
