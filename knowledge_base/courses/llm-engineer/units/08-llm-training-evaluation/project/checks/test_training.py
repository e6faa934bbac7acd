"""Milestone 3: the model and a training that can be taken up again."""

import math
import tempfile
import unittest
from pathlib import Path

import torch
from both_languages import both

CYCLE = [3, 1, 4, 0, 5, 2, 6]


def small(dropout: float = 0.0, seed: int = 1):
    """A model that trains in a moment."""
    from minigpt.model import GPT, Config

    return GPT(Config(vocabulary=11, context=12, width=32, layers=2, heads=2, dropout=dropout), seed=seed)


def settings(**changed):
    """Of a short training."""
    from minigpt.training import Settings

    return Settings(**{"steps": 60, "warmup": 5, "peak": 0.01, "rows": 4, "seed": 3, **changed})


def ids() -> list[int]:
    """A text without much sense."""
    generator = torch.Generator().manual_seed(5)
    return torch.randint(11, (400,), generator=generator).tolist()


class Model(unittest.TestCase):
    def test_the_future_changes_nothing(self):
        model = small().eval()
        one = torch.tensor([[1, 2, 3, 4, 5, 6, 7, 8]])
        other = one.clone()
        other[0, 5:] = torch.tensor([0, 9, 10])
        with torch.no_grad():
            before, after = model(one), model(other)
        self.assertEqual(tuple(before.shape), (1, 8, 11))
        torch.testing.assert_close(
            before[:, :5],
            after[:, :5],
            atol=1e-5,
            rtol=1e-4,
            msg=both(
                "Los logits cambian con tokens que vienen después",
                "Logits change with tokens that come later",
            ),
        )
        self.assertFalse(torch.allclose(before[:, 5:], after[:, 5:], atol=1e-5))

    def test_the_order_counts(self):
        model = small().eval()
        with torch.no_grad():
            one, other = model(torch.tensor([[1, 2, 3]])), model(torch.tensor([[2, 1, 3]]))
        self.assertFalse(
            torch.allclose(one[0, -1], other[0, -1], atol=1e-6),
            both(
                "El orden de los tokens anteriores debería contar",
                "The order of the tokens before should count",
            ),
        )

    def test_the_first_loss_is_that_of_chance(self):
        from minigpt.model import GPT, Config

        model = GPT(Config(vocabulary=700, context=32), seed=1).eval()
        generator = torch.Generator().manual_seed(2)
        rows = torch.randint(700, (8, 33), generator=generator)
        with torch.no_grad():
            loss = torch.nn.functional.cross_entropy(model(rows[:, :-1]).flatten(0, 1), rows[:, 1:].flatten())
        self.assertAlmostEqual(
            float(loss),
            math.log(700),
            delta=0.5,
            msg=both("Sin entrenar, la pérdida debería estar cerca de ln V",
                     "Without training, the loss should be near ln V"),
        )  # fmt: skip

    def test_the_seed_decides_the_weights(self):
        one, again, other = (small(seed=seed).state_dict() for seed in (1, 1, 2))
        self.assertTrue(all(torch.equal(one[name], again[name]) for name in one))
        self.assertFalse(all(torch.equal(one[name], other[name]) for name in one))


class Loop(unittest.TestCase):
    def test_the_rate_by_hand(self):
        from minigpt.training import Settings, rate

        plan = Settings(steps=1000, warmup=100, peak=0.001)
        for step, expected in ((0, 0.00001), (49, 0.0005), (99, 0.001), (100, 0.001), (550, 0.00055)):
            self.assertAlmostEqual(rate(step, plan), expected, places=9, msg=str(step))
        self.assertAlmostEqual(rate(999, plan), 0.0001, places=6)

    def test_a_cycle_is_learned(self):
        from minigpt.training import Run

        run = Run(small(), CYCLE * 30, settings(steps=120))
        run.advance(120)
        self.assertEqual((run.step, len(run.losses)), (120, 120))
        self.assertFalse(
            run.model.training,
            both("advance debería terminar en modo eval", "advance should end in eval mode"),
        )
        self.assertLess(sum(run.losses[-10:]) / 10, 0.2)
        with torch.no_grad():
            said = run.model(torch.tensor([CYCLE]))[0].argmax(dim=-1).tolist()
        self.assertEqual(
            said,
            [*CYCLE[1:], CYCLE[0]],
            both("En cada posición debería predecirse el token siguiente",
                 "Each position should predict the next token"),
        )  # fmt: skip

    def test_training_switches_dropout_on(self):
        from minigpt.training import Run

        losses = []
        for dropout in (0.0, 0.5):
            run = Run(small(dropout), CYCLE * 30, settings())
            run.advance(1)
            run.advance(60)
            losses.append(sum(run.losses[-20:]) / 20)
        self.assertGreater(
            losses[1],
            losses[0] + 0.05,
            both(
                "Después de la primera pausa el dropout no actúa",
                "After the first pause dropout does nothing",
            ),
        )

    def test_the_rate_is_the_one_planned(self):
        from minigpt.training import Run

        model = small()
        before = {name: each.detach().clone() for name, each in model.named_parameters()}
        Run(model, ids(), settings(warmup=1000, steps=2000, peak=0.01)).advance(1)
        largest = max(
            float((each.detach() - before[name]).abs().max()) for name, each in model.named_parameters()
        )
        self.assertAlmostEqual(
            largest,
            0.00001,
            delta=0.000002,
            msg=both("El primer paso de AdamW debería medir la tasa del paso 0",
                     "The first step of AdamW should be as long as the rate of step 0"),
        )  # fmt: skip

    def test_a_resumed_run_ends_the_same(self):
        from minigpt.training import Run

        whole = Run(small(0.1), ids(), settings())
        whole.advance(24)
        first = Run(small(0.1), ids(), settings())
        first.advance(9)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checkpoint.pt"
            first.save(path)
            torch.load(path, weights_only=True)  # raises where it would need pickle
            torch.manual_seed(987)  # as in a new process
            resumed = Run.load(path, ids())
        self.assertEqual(resumed.step, 9)
        resumed.advance(24)
        self.assertEqual(resumed.losses[:10], whole.losses[:10])
        self.assertEqual(
            resumed.losses,
            whole.losses,
            both("Las pérdidas se separan después de reanudar: ¿optimizador, paso, datos o azar?",
                 "The losses part after the resume: optimiser, step, data or randomness?"),
        )  # fmt: skip
        for name, each in whole.model.state_dict().items():
            self.assertTrue(torch.equal(each, resumed.model.state_dict()[name]), name)
        self.assertEqual(len(resumed.losses), 24)
