"""Milestones 4 and 5: perplexity, n-grams, sampling and recited text."""

import math
import unittest
from itertools import pairwise

import torch
from both_languages import both
from shared import Successor


def by_hand(positions: list[int], vocabulary: int, slope: float) -> float:
    """Nats of right guesses of `Successor` at those positions, from 1."""
    total = 0.0
    for place in positions:
        size = 3.0 + slope * place
        total += math.log(math.exp(size) + vocabulary - 1) - size
    return total


class Window(unittest.TestCase):
    def test_every_token_is_scored_once(self):
        from minigpt.measures import window_nats

        ids = [0, 1, 2, 4, 0, 1, 3, 4, 0, 1, 2]
        right = sum((one + 1) % 5 == other for one, other in pairwise(ids))
        norm = math.log(math.exp(3) + 4)
        for window, stride in ((4, 3), (4, 2), (5, 3), (4, 1), (11, 10), (50, 7)):
            self.assertAlmostEqual(
                window_nats(Successor(5), ids, window, stride),
                10 * norm - 3 * right,
                places=5,
                msg=both(f"Ventana {window}, paso {stride}: cada token menos el primero cuenta una vez",
                         f"Window {window}, stride {stride}: each token but the first counts once"),
            )  # fmt: skip

    def test_only_new_tokens_are_scored_in_a_window(self):
        from minigpt.measures import window_nats

        ids = [n % 3 for n in range(10)]
        for window, stride, positions in (
            (4, 2, [1, 2, 3] + [2, 3] * 3),
            (4, 1, [1, 2, 3] + [3] * 6),
            (10, 9, list(range(1, 10))),
            (6, 3, [1, 2, 3, 4, 5, 3, 4, 5, 5]),
        ):
            self.assertAlmostEqual(
                window_nats(Successor(3, 0.5), ids, window, stride),
                by_hand(positions, 3, 0.5),
                places=5,
                msg=both(f"Ventana {window}, paso {stride}: debería leerse todo el contexto que cabe",
                         f"Window {window}, stride {stride}: all the context that fits should be read"),
            )  # fmt: skip

    def test_a_stride_that_leaves_gaps_is_refused(self):
        from minigpt.measures import window_nats

        for stride in (4, 9, 0):
            with self.assertRaises(
                ValueError, msg=both(f"Ventana 4, paso {stride}", f"Window 4, stride {stride}")
            ):
                window_nats(Successor(5), [0, 1, 2, 3, 4] * 4, 4, stride)

    def test_dropout_is_off_when_measuring(self):
        from minigpt.measures import window_nats
        from minigpt.model import GPT, Config

        model = GPT(Config(vocabulary=9, context=8, width=16, layers=1, heads=2, dropout=0.5), seed=1).train()
        found = [window_nats(model, [n % 9 for n in range(30)], 8, 4) for _ in range(2)]
        self.assertEqual(found[0], found[1], both("La medida cambia", "The measure changes"))

    def test_units_by_hand(self):
        from minigpt.measures import bits_per_byte, perplexity

        self.assertAlmostEqual(perplexity(4 * math.log(8), 4), 8)
        self.assertAlmostEqual(bits_per_byte(24 * math.log(2), ["niño", "mar"]), 24 / 10)


class Grams(unittest.TestCase):
    def test_probabilities_by_hand(self):
        from minigpt.measures import NGram

        ids = [0, 1, 0, 2, 0, 1, 1, 2]
        one, two = NGram(ids, 1, 3, weight=1.0), NGram(ids, 2, 3, weight=1.0)
        unigram = (3 + 1 / 3) / 9
        self.assertAlmostEqual(one.probability([0], 1), unigram)
        self.assertAlmostEqual(two.probability([2, 0], 1), (2 + unigram) / 4)
        self.assertAlmostEqual(two.probability([], 1), unigram)
        self.assertAlmostEqual(sum(two.probability([1], token) for token in range(3)), 1)
        heavy = NGram(ids, 2, 3, weight=4.0)
        self.assertAlmostEqual(heavy.probability([0], 1), (2 + 4 * (3 + 4 / 3) / 12) / 7)

    def test_what_was_never_seen_is_possible(self):
        from minigpt.measures import NGram

        model = NGram([0, 1] * 10, 4, 50)
        self.assertGreater(model.probability([7, 8, 9], 40), 0)
        self.assertAlmostEqual(model.probability([7, 8, 9], 0), model.probability([], 0))
        steps = (([7], 8), ([7, 8], 9), ([7, 8, 9], 0))
        expected = -sum(math.log(model.probability(past, token)) for past, token in steps)
        self.assertAlmostEqual(model.nats([7, 8, 9, 0]), expected)


FIVE = torch.tensor([0.15, 0.5, 0.03, 0.25, 0.07], dtype=torch.float64).log()


class Sampling(unittest.TestCase):
    def assert_close(self, found, expected):
        """Probabilities of five tokens."""
        torch.testing.assert_close(
            torch.as_tensor(found).double(), torch.tensor(expected, dtype=torch.float64), atol=2e-4, rtol=0
        )

    def test_filters_by_hand(self):
        from minigpt.sampling import filtered

        self.assert_close(filtered(FIVE), [0.15, 0.5, 0.03, 0.25, 0.07])
        self.assert_close(filtered(FIVE, top_k=2), [0, 0.6667, 0, 0.3333, 0])
        self.assert_close(filtered(FIVE, top_p=0.8), [0.1667, 0.5556, 0, 0.2778, 0])
        self.assert_close(filtered(FIVE, 0.5), [0.066, 0.7336, 0.0026, 0.1834, 0.0144])
        self.assert_close(filtered(FIVE, 2.0, top_p=0.8), [0.2083, 0.3804, 0, 0.269, 0.1423])
        self.assert_close(filtered(FIVE, top_p=0.1), [0, 1, 0, 0, 0])
        self.assert_close(filtered(FIVE, 0), [0, 1, 0, 0, 0])

    def test_the_seed_decides_what_is_drawn(self):
        from minigpt.sampling import continued

        model = Successor(6)
        drawn = [continued(model, [0], 30, 10, 99, temperature=1.5, seed=seed) for seed in (1, 1, 2)]
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])
        self.assertEqual(len(drawn[0]), 30)

    def test_temperature_zero_is_greedy_and_the_end_is_the_end(self):
        from minigpt.sampling import continued

        self.assertEqual(list(continued(Successor(6), [4], 5, 10, 99, temperature=0)), [5, 0, 1, 2, 3])
        self.assertEqual(list(continued(Successor(6), [4], 50, 10, 1, temperature=0)), [5, 0, 1])
        self.assertEqual(
            list(continued(Successor(6), [1, 4], 4, 10, 1, temperature=0)),
            [5, 0, 1],
            both(
                "El eos del prompt no termina la generación", "The eos of the prompt does not end generation"
            ),
        )

    def test_the_context_is_never_exceeded(self):
        from minigpt.sampling import continued

        model = Successor(6)
        made = continued(model, [0, 1, 2, 3], 20, 5, 99, temperature=0)
        self.assertEqual(list(made), [(4 + n) % 6 for n in range(20)])
        self.assertEqual(
            model.longest,
            5,
            both(
                "El modelo debería leer los últimos 5 tokens y no más",
                "The model should read the last 5 tokens, no more",
            ),
        )

    def test_a_prompt_is_continued(self):
        from minigpt.sampling import generate
        from minigpt.tokenizer import Tokenizer

        tokenizer = Tokenizer(["uno dos tres"] * 3, 280)
        text = generate(Successor(tokenizer.size), tokenizer, "¿Qué?", 8, 20, temperature=0)
        self.assertTrue(text.startswith("¿Qué?"))
        self.assertGreater(len(text), len("¿Qué?"))


class Memory(unittest.TestCase):
    def test_recited_documents_are_counted(self):
        from minigpt.memory import recited

        said = [9, 0, 1, 2, 3, 4, 5, 6]  # that Successor continues as it goes on, with 9 as the end
        late = [9, 0, 1, 2, 3, 4, 5, 0]
        wrong = [9, 0, 1, 2, 3, 5, 6, 7]
        model = Successor(10)

        def share(*given, length=3):
            return recited(model, list(given), prompt=4, length=length, context=20, eos=9)

        self.assertAlmostEqual(share(said, wrong), 0.5)
        self.assertAlmostEqual(share(said, late), 1.0)
        self.assertAlmostEqual(share(said, late, length=4), 0.5)
        self.assertAlmostEqual(
            share(said, said[:6], wrong, wrong),
            1 / 3,
            msg=both(
                "Los documentos demasiado cortos no cuentan", "Documents that are too short do not count"
            ),
        )
        self.assertEqual(share(said[:5]), 0)
