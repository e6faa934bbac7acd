"""Milestones 5 and 6: the whole model, its figures and the report."""

import csv
import functools
import re
import tempfile
import unittest
from pathlib import Path

import numpy as np
from both_languages import both
from shared import DATA, column, rows, traffic
from sklearn.metrics import confusion_matrix, f1_score


@functools.cache
def trained():
    """A router on all of the data."""
    from router.classifier import Router
    from router.data import clean

    return Router(clean(rows("messages.csv"), rows("test.csv")), rows("archive.csv"), traffic(), seed=1)


@functools.cache
def written() -> tuple[dict[str, str], object]:
    """The texts that a training leaves, by name, and the router that it saved."""
    from router.classifier import Router
    from router.command import main

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "new" / "results"
        code = main(["train", "--seed", "1", "--out", str(out), "--data", str(DATA)])
        assert code in (0, None), f"main returned {code!r}"
        texts = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir() if path.is_file()}
        return texts, Router.load(out / "model")


def answers(model) -> tuple[list[str], list[str], np.ndarray]:
    """True departments, predicted ones, and shares by true department in the order of the model's classes."""
    truth, predicted = column("test.csv", "department"), list(model.predict(column("test.csv", "text")))
    return truth, predicted, confusion_matrix(truth, predicted, labels=list(model.classes), normalize="true")


def cost(model) -> float:
    """Money of a month, without the machine."""
    truth, predicted, _ = answers(model)
    month, total = traffic(), 0.0
    for label, guess in zip(truth, predicted, strict=True):
        if label != guess:
            kind = (
                "missed_fraud"
                if label == "fraud"
                else "false_alarm"
                if guess == "fraud"
                else "wrong_department"
            )
            weight = month["messages_a_month"][label] / truth.count(label)
            total += weight * month["minutes"][kind] * month["price_of_a_minute"]
    return total


class Figures(unittest.TestCase):
    def test_the_router_beats_the_baseline(self):
        truth, predicted, shares = answers(trained())
        found = f1_score(truth, predicted, average="macro")
        self.assertGreaterEqual(
            found,
            0.84,
            both("El F1 macro en la prueba debería llegar a 0.84", "Macro F1 on the test should reach 0.84")
            + f" ({np.diag(shares).round(2)})",
        )

    def test_fraud_is_found(self):
        model = trained()
        place = list(model.classes).index("fraud")
        self.assertGreaterEqual(
            answers(model)[2][place, place],
            0.6,
            both(
                "Debería encontrarse al menos el 60 % de los fraudes",
                "At least 60 % of the fraud should be found",
            ),
        )

    def test_the_month_costs_less(self):
        self.assertLessEqual(
            cost(trained()),
            16000,
            both("Los errores de un mes deberían costar 16000 a lo más",
                 "The mistakes of a month should cost 16000 at most"),
        )  # fmt: skip

    def test_the_threshold_is_the_one_that_decides(self):
        model = trained()
        texts = column("test.csv", "text")
        chances = np.asarray(model.probabilities(texts))
        place = list(model.classes).index("fraud")
        said = [guess == "fraud" for guess in model.predict(texts)]
        self.assertTrue(
            said == (chances[:, place] >= model.threshold).tolist(),
            both(
                "Hay fraude justo donde su probabilidad llega a threshold",
                "Fraud is said just where its probability reaches threshold",
            ),
        )
        np.testing.assert_allclose(chances.sum(axis=1), 1, atol=1e-5)

    def test_the_threshold_is_chosen_for_the_traffic(self):
        from router.classifier import Router
        from router.data import clean

        some = clean(rows("messages.csv")[:110], [])
        names = sorted(traffic()["messages_a_month"])
        mixed = [{**row, "department": names[n % len(names)]} for n, row in enumerate(some)]  # no pattern
        found = []
        for frauds in (1, 1_000_000):
            month = {**traffic(), "messages_a_month": {**traffic()["messages_a_month"], "fraud": frauds}}
            found.append(Router(mixed, rows("archive.csv")[:60], month, seed=1).threshold)
        self.assertGreater(
            found[0],
            found[1],
            both(
                "Con pocos fraudes en el tráfico el umbral debe ser más alto que con muchos",
                "With little fraud in the traffic the threshold should be higher than with much",
            ),
        )

    def test_a_message_does_not_depend_on_its_neighbours(self):
        model = trained()
        texts = column("test.csv", "text")[:60]
        many = np.asarray(model.probabilities(texts))
        np.testing.assert_allclose(
            many,
            np.concatenate([model.probabilities([text]) for text in texts]),
            atol=1e-4,
            err_msg=both("La respuesta cambia con los mensajes que van en el mismo lote: ¿relleno o dropout?",
                         "The answer changes with the messages in the same batch: padding or dropout?"),
        )  # fmt: skip

    def test_few_parameters_were_trained(self):
        few, whole = trained().trained
        self.assertTrue(
            0 < few < 0.2 * whole,
            both(
                f"LoRA y la cabeza deberían ser menos del 20 %: {few} de {whole}",
                f"LoRA and the head should be less than 20 %: {few} of {whole}",
            ),
        )


class Report(unittest.TestCase):
    def test_the_same_seed_and_a_saved_model_say_the_same(self):
        texts = column("test.csv", "text")
        loaded = written()[1]
        np.testing.assert_allclose(loaded.probabilities(texts), trained().probabilities(texts), atol=1e-3)
        self.assertEqual(list(loaded.classes), list(trained().classes))
        self.assertAlmostEqual(loaded.threshold, trained().threshold, places=3)

    def test_errors_are_those_of_the_saved_model(self):
        lines = list(csv.DictReader(written()[0]["errors.csv"].splitlines()))
        truth, predicted, _ = answers(written()[1])
        wrong = [
            (text, label, guess)
            for text, label, guess in zip(column("test.csv", "text"), truth, predicted, strict=True)
            if label != guess
        ]
        self.assertEqual(
            sorted((line["text"], line["department"], line["predicted"]) for line in lines), sorted(wrong)
        )
        self.assertTrue(all(0 <= float(line["probability"]) <= 1 for line in lines))

    def test_the_report_states_what_the_models_do(self):
        from router.baseline import Baseline
        from router.data import clean
        from router.metrics import wilson

        report, model = written()[0]["report.md"], written()[1]
        truth, predicted, _ = answers(model)
        baseline = Baseline(clean(rows("messages.csv"), rows("test.csv"))).predict(column("test.csv", "text"))
        expected = {
            both("el F1 macro del clasificador", "the macro F1 of the router"): f1_score(
                truth, predicted, average="macro"
            ),
            both("el F1 macro de la línea base", "the macro F1 of the baseline"): f1_score(
                truth, baseline, average="macro"
            ),
        }
        for what, number in expected.items():
            self.assertIn(f"{number:.3f}", report, both(f"Falta {what}", f"There is not {what}"))
        self.assertIn(f"{model.threshold:.4f}", report, both("Falta el umbral", "The threshold is missing"))
        pairs = list(zip(truth, predicted, strict=True))
        low, high = wilson(pairs.count(("fraud", "fraud")), truth.count("fraud"))
        for end in (low, high):
            self.assertTrue(
                f"{end:.2f}" in report,
                both(
                    f"Falta el intervalo de Wilson del recall de fraude: {low:.2f} a {high:.2f}",
                    f"Wilson's interval of the recall of fraud is missing: {low:.2f} to {high:.2f}",
                ),
            )
        month = cost(model)  # the machine, which the report may add, costs some units of money at most
        numbers = [float(text) for text in re.findall(r"\d+(?:\.\d+)?", report.replace(",", ""))]
        self.assertTrue(
            any(month - 1 <= number <= month + 20 for number in numbers),
            both(f"Falta el costo mensual, {month:.0f}", f"The monthly cost is missing, {month:.0f}"),
        )
        for count in confusion_matrix(truth, predicted).ravel():
            self.assertRegex(
                report,
                rf"\b{count}\b",
                both(
                    "Falta una casilla de la matriz de confusión", "A cell of the confusion matrix is missing"
                ),
            )
