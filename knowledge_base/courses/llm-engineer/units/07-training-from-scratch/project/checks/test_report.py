"""Milestone 5: the command line and what it leaves behind."""

import csv
import functools
import tempfile
import unittest
from pathlib import Path

import numpy as np
from both_languages import both
from test_features import rows


@functools.cache
def written() -> dict[str, bytes]:
    """The files that a training leaves, by name."""
    from mlp.command import main

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "new" / "results"
        code = main(["train", "--kind", "table", "--seed", "2", "--out", str(out)])
        assert code in (0, None), f"main returned {code!r}"
        return {path.name: path.read_bytes() for path in out.iterdir()}


class Report(unittest.TestCase):
    def test_training_leaves_model_curves_and_report(self):
        self.assertLessEqual({"model.npz", "curves.csv", "report.md"}, set(written()))

    def test_curves_have_a_line_for_each_epoch(self):
        lines = list(csv.DictReader(written()["curves.csv"].decode("utf-8").splitlines()))
        self.assertEqual(list(lines[0]), ["epoch", "train_loss", "valid_loss"])
        self.assertEqual([int(line["epoch"]) for line in lines], list(range(1, len(lines) + 1)))
        losses = np.array([[float(line["train_loss"]), float(line["valid_loss"])] for line in lines])
        self.assertTrue(np.isfinite(losses).all())
        self.assertLess(losses[:, 1].min(), losses[0, 1], both("La pérdida no bajó", "The loss did not fall"))

    def test_the_report_states_what_the_model_does(self):
        from mlp.classifier import Classifier
        from mlp.metrics import balanced_accuracy

        test = rows("deliveries_test.csv")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.npz"
            path.write_bytes(written()["model.npz"])
            predicted = Classifier.load(path).predict(test)
        report = written()["report.md"].decode("utf-8")
        labels = [row["late"] for row in test]
        self.assertIn(
            f"{balanced_accuracy(labels, predicted):.3f}",
            report,
            both(
                "El informe debería tener la exactitud balanceada con 3 decimales",
                "The report should have the balanced accuracy with 3 decimals",
            ),
        )
        late = sum(a == b == "yes" for a, b in zip(labels, predicted, strict=True))
        missed = labels.count("yes") - late
        for count in (late, missed):
            self.assertIn(
                str(count),
                report,
                both(
                    "Falta una casilla de la matriz de confusión", "A cell of the confusion matrix is missing"
                ),
            )
