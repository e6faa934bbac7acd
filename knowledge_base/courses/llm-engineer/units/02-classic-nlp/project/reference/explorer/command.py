"""The command line: python -m explorer --query "..." --method both"""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from explorer.evaluate import evaluate, read_pairs
from explorer.search import nearest, shared_terms
from explorer.tfidf import TfIdf
from explorer.vectors import Averages, load_vectors

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print neighbours of a query, or how well each method agrees with the judged pairs; 0 when done."""
    parser = argparse.ArgumentParser(prog="explorer", description=__doc__)
    parser.add_argument("--query", help="a text to find neighbours of")
    parser.add_argument("--method", choices=["tfidf", "average", "both"], default="both")
    parser.add_argument("--top", type=int, default=5)
    parser.add_argument("--evaluate", action="store_true", help="compare with data/pairs.csv")
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args(arguments)
    with (chosen.data / "texts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ids, texts = [row["id"] for row in rows], [row["text"] for row in rows]
    tfidf = TfIdf(texts)
    models: dict[str, TfIdf | Averages] = {
        "tfidf": tfidf,
        "average": Averages(*load_vectors(chosen.data / "vectors.txt"), texts),
    }
    wanted = list(models) if chosen.method == "both" else [chosen.method]
    for name in wanted:
        matrix = models[name].transform(texts)
        if chosen.evaluate:
            _print(f"{name}\t{evaluate(ids, matrix, read_pairs(chosen.data / 'pairs.csv')):.3f}")
        if chosen.query:
            _neighbours(name, models[name], matrix, chosen.query, chosen.top, ids, texts, tfidf)
    return 0


def _neighbours(
    name: str,
    model: TfIdf | Averages,
    matrix: np.ndarray,
    query: str,
    top: int,
    ids: Sequence[str],
    texts: Sequence[str],
    tfidf: TfIdf,
) -> None:
    found = nearest(model.transform([query])[0], matrix, top)
    if not found:
        _print(f"{name}\tno word of the query is known")
    for index, similarity in found:
        terms = ", ".join(term for term, _ in shared_terms(tfidf, query, texts[index], 3))
        _print(f"{name}\t{similarity:.3f}\t{ids[index]}\t{texts[index]}\t{terms}")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
