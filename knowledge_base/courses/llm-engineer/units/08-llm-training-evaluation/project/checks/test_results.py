"""Milestone 6: the figures and the model card."""

import csv
import functools
import math
import tempfile
import unittest
from pathlib import Path

from both_languages import both
from shared import DATA, parts


@functools.cache
def written():
    """The texts that a training leaves, by name, its model and its tokenizer."""
    from minigpt.command import main
    from minigpt.tokenizer import Tokenizer, joined
    from minigpt.training import Run

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "new" / "results"
        code = main(["train", "--seed", "1", "--out", str(out), "--data", str(DATA)])
        assert code in (0, None), f"main returned {code!r}"
        texts = {
            path.name: path.read_text(encoding="utf-8") for path in out.iterdir() if path.suffix != ".pt"
        }
        tokenizer = Tokenizer.load(out / "tokenizer.json")
        model = Run.load(out / "model.pt", joined(tokenizer, parts()[0])).model.eval()
    return texts, model, tokenizer


@functools.cache
def nats() -> tuple[float, float, int]:
    """Of the model and of 4-grams on the test, and how many predictions that are."""
    from minigpt.measures import NGram, window_nats
    from minigpt.tokenizer import joined

    _, model, tokenizer = written()
    ids = joined(tokenizer, parts()[2])
    grams = NGram(joined(tokenizer, parts()[0]), 4, tokenizer.size)
    context = model.config.context
    return window_nats(model, ids, context, context // 2), grams.nats(ids), len(ids) - 1


def bits(value: float) -> float:
    """For each byte of the test."""
    return value / math.log(2) / sum(len(text.encode("utf-8")) + 1 for text in parts()[2])


@functools.cache
def shares() -> tuple[float, float]:
    """Of training and of test documents that are recited."""
    from minigpt.memory import recited

    _, model, tokenizer = written()
    ids = [[[tokenizer.eos, *tokenizer.encode(text)] for text in part] for part in parts()]
    return tuple(
        recited(model, part, 12, 24, model.config.context, tokenizer.eos) for part in (ids[0], ids[2])
    )


class Figures(unittest.TestCase):
    def test_the_model_reaches_its_figure(self):
        self.assertLessEqual(
            bits(nats()[0]),
            0.4,
            both("En la prueba, el modelo debería llegar a 0.4 bits por byte",
                 "On the test, the model should reach 0.4 bits per byte"),
        )  # fmt: skip

    def test_the_model_beats_n_grams(self):
        model, grams, _ = nats()
        self.assertLessEqual(
            model / grams,
            0.85,
            both("El modelo debería necesitar un 15 % menos de bits que los 4-gramas",
                 "The model should need 15 % fewer bits than 4-grams"),
        )  # fmt: skip

    def test_the_test_is_not_recited(self):
        self.assertLessEqual(
            shares()[1],
            0.1,
            both("El modelo recita documentos de la prueba", "The model recites documents of the test"),
        )


class Card(unittest.TestCase):
    def test_the_curve_goes_down(self):
        lines = list(csv.DictReader(written()[0]["curve.csv"].splitlines()))
        self.assertEqual(list(lines[0]), ["step", "train_loss", "valid_loss"])
        self.assertGreaterEqual(len(lines), 4)
        steps = [int(line["step"]) for line in lines]
        self.assertEqual(steps, sorted(set(steps)))
        losses = [float(line["valid_loss"]) for line in lines]
        self.assertLess(min(losses), losses[0])

    def test_the_card_states_the_figures(self):
        card = written()[0]["MODEL_CARD.md"]
        model, grams, count = nats()
        expected = [
            *(f"{math.exp(value / count):.2f}" for value in (model, grams)),
            *(f"{bits(value):.3f}" for value in (model, grams)),
            *(f"{share:.3f}" for share in shares()),
        ]
        for number in expected:
            self.assertTrue(
                number in card, both(f"En la model card falta {number}", f"{number} is not in the model card")
            )

    def test_the_card_states_data_and_limits(self):
        card = written()[0]["MODEL_CARD.md"]
        headings = " ".join(line.lower() for line in card.splitlines() if line.startswith("#"))
        for names in (
            ("use", "uso"), ("data", "datos"), ("training", "entrenamiento"), ("evaluation", "evaluación"),
            ("memori",), ("limit", "límite"),
        ):  # fmt: skip
            self.assertTrue(
                any(name in headings for name in names),
                both(f"Ningún título de la model card dice {names}", f"No heading of the card says {names}"),
            )
        train, _, test = parts()
        for piece in ("CC BY 4.0", "CC0 1.0", str(len(train)), str(len(test))):
            self.assertTrue(
                piece in card,
                both(
                    f"La model card dice licencias y documentos de cada parte: falta {piece}",
                    f"The card says licences and documents of each part: {piece} is missing",
                ),
            )

    def test_samples_are_shown_at_several_temperatures(self):
        samples = written()[0]["samples.md"]
        for piece in ("0.5", "1.0", "Al amanecer, Lucía", "Day 12. The"):
            self.assertIn(piece, samples)
        self.assertGreaterEqual(samples.count("Al amanecer, Lucía"), 3)
