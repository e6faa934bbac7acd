"""The command line: python -m mlp train --kind table --seed 1 --out results"""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from mlp.classifier import TARGETS, Classifier, read_rows
from mlp.metrics import balanced_accuracy, confusion

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = {"table": "deliveries", "text": "messages"}
_SHOWN = 5  # errors


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and report; 0 when done.

    train --kind table|text --seed N --out FOLDER [--data FOLDER] writes model.npz, curves.csv (epoch,
    train_loss, valid_loss) and report.md into FOLDER, which is made where it is missing; report.md has the
    balanced accuracy on the test file with 3 decimals, the confusion matrix and some errors.
    """
    parser = argparse.ArgumentParser(prog="mlp", description=__doc__)
    parser.add_argument("action", choices=["train"])
    parser.add_argument("--kind", choices=list(FILES), required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    rows = read_rows(chosen.data / f"{FILES[chosen.kind]}_train.csv")
    test = read_rows(chosen.data / f"{FILES[chosen.kind]}_test.csv")
    model = Classifier(chosen.kind, rows, chosen.seed)
    model.save(chosen.out / "model.npz")
    _write_curves(chosen.out / "curves.csv", model)
    (chosen.out / "report.md").write_text(_report(model, test, chosen.seed), encoding="utf-8")
    return 0


def _write_curves(path: Path, model: Classifier) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("epoch", "train_loss", "valid_loss"))
        losses = zip(model.history.train_loss, model.history.valid_loss, strict=True)
        writer.writerows((epoch, f"{a:.6f}", f"{b:.6f}") for epoch, (a, b) in enumerate(losses, 1))


def _report(model: Classifier, rows: Sequence[dict[str, str]], seed: int) -> str:
    labels = [row[TARGETS[model.kind]] for row in rows]
    predicted = model.predict(rows)
    matrix = confusion(labels, predicted, model.classes)
    wrong = [
        f"- {label} taken for {guess}: {row}"
        for row, label, guess in zip(rows, labels, predicted, strict=True)
        if label != guess
    ]
    lines = [
        f"# {FILES[model.kind].capitalize()}, seed {seed}",
        "",
        f"Balanced accuracy on the test: {balanced_accuracy(labels, predicted):.3f}.",
        f"The best of {len(model.history.valid_loss)} epochs was {model.history.best_epoch + 1}.",
        "",
        "| true \\ predicted | " + " | ".join(model.classes) + " |",
        "|---" * (len(model.classes) + 1) + "|",
        *(
            f"| {name} | " + " | ".join(str(count) for count in row) + " |"
            for name, row in zip(model.classes, matrix, strict=True)
        ),
        "",
        f"Errors: {len(wrong)} of {len(rows)}. The first {_SHOWN}:",
        "",
        *wrong[:_SHOWN],
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
