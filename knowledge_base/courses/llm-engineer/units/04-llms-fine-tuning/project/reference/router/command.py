"""The command line: python -m router train --seed 1 --out results"""

import argparse
import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from router.baseline import Baseline
from router.classifier import Router
from router.costs import FRAUD, monthly_cost, read_traffic
from router.data import clean, read_rows
from router.metrics import confusion, scores, wilson

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and report; 0 when done.

    train --seed N --out FOLDER [--data FOLDER] writes into FOLDER, which is made where it is missing:
    model/ (that Router.load reads), errors.csv (text, department, predicted, probability: of the predicted
    department; one line for each mistake on the test) and report.md, with the macro F1 of the router and of
    the baseline on the test with 3 decimals, the confusion matrix, the threshold with 4 decimals, Wilson's
    interval of the recall of fraud with 2, and the monthly cost of both without decimals.
    """
    parser = argparse.ArgumentParser(prog="router", description=__doc__)
    parser.add_argument("action", choices=["train"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args(arguments)
    test = read_rows(chosen.data / "test.csv")
    rows = clean(read_rows(chosen.data / "messages.csv"), test)
    traffic = read_traffic(chosen.data / "traffic.json")
    router = Router(rows, read_rows(chosen.data / "archive.csv"), traffic, chosen.seed)
    router.save(chosen.out / "model")
    texts, labels = [row["text"] for row in test], [row["department"] for row in test]
    _write_errors(chosen.out / "errors.csv", router, texts, labels)
    lines = [f"# Message router, seed {chosen.seed}", ""]
    lines += [f"{len(rows)} labelled messages are left after cleaning; {len(test)} test it.", ""]
    trained, whole = router.trained
    lines += [f"LoRA and the head train {trained} of {whole} parameters ({trained / whole:.1%}).", ""]
    for title, model in (("Tuned with LoRA", router), ("TF-IDF and logistic regression", Baseline(rows))):
        began = time.perf_counter()
        predicted = model.predict(texts)
        seconds = (time.perf_counter() - began) / len(texts)
        matrix = confusion(labels, predicted, model.classes)
        lines += _part(title, matrix, model.classes, monthly_cost(matrix, model.classes, traffic, seconds))
    lines += [f"An alarm of fraud is given from a probability of {router.threshold:.4f} on.", ""]
    (chosen.out / "report.md").write_text("\n".join(lines), encoding="utf-8")
    return 0


def _part(title: str, matrix: np.ndarray, classes: Sequence[str], cost: dict[str, float]) -> list[str]:
    found, place = scores(matrix), list(classes).index(FRAUD)
    low, high = wilson(int(matrix[place, place]), int(matrix[place].sum()))
    table = [
        f"| {name} | {' | '.join(map(str, row))} | {recall:.2f} | {precision:.2f} |"
        for name, row, recall, precision in zip(
            classes, matrix, found["recall"], found["precision"], strict=True
        )
    ]
    return [
        f"## {title}",
        "",
        f"Macro F1 {found['macro_f1']:.3f}, accuracy {found['accuracy']:.3f}.",
        f"Recall of fraud {found['recall'][place]:.2f}, with 95 % certainty from {low:.2f} to {high:.2f}.",
        "",
        f"| true \\ predicted | {' | '.join(classes)} | recall | precision |",
        "|---" * (len(classes) + 3) + "|",
        *table,
        "",
        f"A month costs {cost['total']:.0f}: " + ", ".join(f"{k} {v:.2f}" for k, v in cost.items()) + ".",
        "",
    ]


def _write_errors(path: Path, router: Router, texts: Sequence[str], labels: Sequence[str]) -> None:
    chances, predicted = router.probabilities(texts), router.predict(texts)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("text", "department", "predicted", "probability"))
        for text, label, guess, row in zip(texts, labels, predicted, chances, strict=True):
            if label != guess:
                writer.writerow((text, label, guess, f"{row[router.classes.index(guess)]:.3f}"))


if __name__ == "__main__":
    sys.exit(main())
