"""The data of the project, as the checks use them."""

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def texts() -> list[dict[str, str]]:
    """The rows of texts.csv."""
    with (DATA / "texts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pairs(path: Path = DATA / "pairs.csv") -> list[tuple[str, str, float]]:
    """The judged pairs of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["a"], row["b"], float(row["score"])) for row in csv.DictReader(file)]


def averages():
    """A model of averages over the collection, made with the learner's code."""
    from explorer.vectors import Averages, load_vectors

    words, matrix = load_vectors(DATA / "vectors.txt")
    return Averages(words, matrix, [row["text"] for row in texts()])
