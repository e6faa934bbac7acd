"""Milestone 1: rows that can be trusted."""

import unittest
from collections import Counter

from both_languages import both
from shared import column, rows


def made(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    """Rows of text and department."""
    return [{"text": text, "department": department} for text, department in pairs]


class Keys(unittest.TestCase):
    def test_copies_have_the_same_key(self):
        from router.data import key

        text = "Hola, envié $120 ayer. ¿Qué hago?"
        for other in (
            "HOLA, ENVIÉ $120 AYER. ¿QUÉ HAGO?",
            "Hola envie $120 ayer Que hago!!",
            "Hola, envié $127 ayer. ¿Qué hago?  ",
            "hola, envie\u0301 $ 95 ayer. ¿que\u0301 hago?",
        ):
            self.assertEqual(
                key(text),
                key(other),
                both(f"Son copias: {text} / {other}", f"These are copies: {text} / {other}"),
            )

    def test_other_messages_have_another_key(self):
        from router.data import key

        for one, other in (
            ("no reconozco el cargo", "reconozco el cargo"),
            ("pagué a mi hijo", "pagué a mi hija"),
            ("I paid the shop", "the shop I paid"),
            ("I was charged twice", "I was charged"),
        ):
            self.assertNotEqual(
                key(one),
                key(other),
                both(f"No son copias: {one} / {other}", f"These are no copies: {one} / {other}"),
            )


class Cleaning(unittest.TestCase):
    def test_one_row_is_left_of_each_copy(self):
        from router.data import clean

        given = made(("A card", "cards"), ("a loan", "loans"), ("A CARD!", "cards"), ("a  card", "cards"))
        found = clean(given, [])
        self.assertEqual([(row["text"].lower().strip("!"), row["department"]) for row in found],
                         [("a card", "cards"), ("a loan", "loans")])  # fmt: skip

    def test_the_majority_decides_and_a_tie_goes(self):
        from router.data import clean

        given = made(("my card", "loans"), ("My card", "cards"), ("MY CARD", "cards"),
                     ("my app", "access"), ("My app.", "cards"))  # fmt: skip
        found = clean(given, [])
        self.assertEqual(
            [row["department"] for row in found],
            ["cards"],
            both("Gana la etiqueta de la mayoría de las copias; un empate se descarta",
                 "The label of most copies wins; a tie is dropped"),
        )  # fmt: skip

    def test_nothing_of_the_test_is_left_to_learn_from(self):
        from router.data import clean, key

        test = rows("test.csv")
        found = clean(rows("messages.csv"), test)
        tested = {key(row["text"]) for row in test}
        leaks = [row["text"] for row in found if key(row["text"]) in tested]
        self.assertEqual(
            leaks,
            [],
            both("Estas copias de la prueba siguen ahí", "These copies of the test are still there"),
        )
        repeated = [name for name, often in Counter(key(row["text"]) for row in found).items() if often > 1]
        self.assertEqual(repeated, [], both("Quedan copias", "Copies are left"))
        self.assertEqual(
            len(found),
            633,
            both("Deberían quedar 633 de los 803 mensajes", "633 of the 803 messages should be left"),
        )


class Split(unittest.TestCase):
    def test_the_split_keeps_the_share_of_each_department(self):
        from router.data import clean, split

        cleaned = clean(rows("messages.csv"), rows("test.csv"))
        learn, valid = split(cleaned, 0.25, 3)
        self.assertEqual(sorted([*learn, *valid]), list(range(len(cleaned))))
        whole = Counter(row["department"] for row in cleaned)
        held = Counter(cleaned[place]["department"] for place in valid)
        for name, often in whole.items():
            self.assertAlmostEqual(held[name] / often, 0.25, delta=0.03, msg=name)
        few = made(*((f"message {'x' * n}", "loans") for n in range(12)), ("one", "fraud"), ("two", "fraud"))
        self.assertIn("fraud", {few[place]["department"] for place in split(few, 0.2, 0)[1]})

    def test_copies_are_on_the_same_side(self):
        from router.data import key, split

        raw = rows("messages.csv")
        learn, valid = split(raw, 0.25, 5)
        both_sides = {key(raw[place]["text"]) for place in learn} & {
            key(raw[place]["text"]) for place in valid
        }
        self.assertEqual(
            len(both_sides),
            0,
            both("Hay mensajes con copias en los dos lados", "There are messages with copies on both sides"),
        )

    def test_the_seed_decides_the_split(self):
        from router.data import split

        raw = rows("messages.csv")
        self.assertEqual(split(raw, 0.25, 1), split(raw, 0.25, 1))
        self.assertNotEqual(split(raw, 0.25, 1), split(raw, 0.25, 2))


class Baselines(unittest.TestCase):
    def test_the_baseline_reaches_its_figure(self):
        from router.baseline import Baseline
        from router.data import clean
        from sklearn.metrics import f1_score

        test = rows("test.csv")
        model = Baseline(clean(rows("messages.csv"), test))
        texts = column("test.csv", "text")
        chances = model.probabilities(texts)
        self.assertEqual(chances.shape, (len(texts), 5))
        self.assertEqual(list(model.classes), sorted(set(column("test.csv", "department"))))
        found = f1_score(column("test.csv", "department"), model.predict(texts), average="macro")
        self.assertGreaterEqual(
            found, 0.77, both("La línea base debería llegar a 0.77", "The baseline should reach 0.77")
        )
