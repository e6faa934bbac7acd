"""Milestone 4: metrics, threshold and what mistakes cost."""

import unittest

import numpy as np
from both_languages import both
from shared import traffic


class Metrics(unittest.TestCase):
    def test_metrics_by_hand(self):
        from router.metrics import confusion, scores

        labels, predicted = ["a", "a", "a", "b", "c"], ["a", "a", "b", "b", "a"]
        matrix = confusion(labels, predicted, ["a", "b", "c"])
        np.testing.assert_array_equal(matrix, [[2, 1, 0], [0, 1, 0], [1, 0, 0]])
        found = scores(np.asarray(matrix))
        np.testing.assert_allclose(found["precision"], [2 / 3, 1 / 2, 0])
        np.testing.assert_allclose(found["recall"], [2 / 3, 1, 0])
        np.testing.assert_allclose(found["f1"], [2 / 3, 2 / 3, 0])
        self.assertAlmostEqual(found["macro_f1"], 4 / 9)
        self.assertAlmostEqual(found["accuracy"], 0.6)

    def test_wilson_by_hand(self):
        from router.metrics import wilson

        np.testing.assert_allclose(wilson(40, 50), (0.669625, 0.887563), atol=1e-5)
        low, high = wilson(10, 10)
        self.assertAlmostEqual(low, 0.722460, places=5)
        self.assertAlmostEqual(high, 1.0, places=5)


PROBABILITIES = np.array([0.9, 0.6, 0.4, 0.4, 0.2, 0.1])
TRUTH = np.array([True, False, True, False, False, False])


class Threshold(unittest.TestCase):
    def test_the_cost_of_a_decision_by_hand(self):
        from router.costs import decision_cost

        def cost(threshold, share):
            return decision_cost(PROBABILITIES, TRUTH, threshold, 2.0, 30.0, share)

        self.assertAlmostEqual(cost(2.0, 0.1), 3.0)
        self.assertAlmostEqual(cost(0.0, 0.1), 1.8)
        self.assertAlmostEqual(cost(0.5, 0.1), 0.1 * 30 / 2 + 0.9 * 2 / 4)
        self.assertAlmostEqual(
            cost(0.4, 0.1),
            0.9 * 2 * 2 / 4,
            msg=both(
                "Una probabilidad igual al umbral es alarma",
                "A probability equal to the threshold is an alarm",
            ),
        )

    def test_the_threshold_has_the_least_cost(self):
        from router.costs import best_threshold

        self.assertAlmostEqual(best_threshold(PROBABILITIES, TRUTH, 2.0, 30.0, 0.1), 0.4)
        self.assertAlmostEqual(
            best_threshold(PROBABILITIES, TRUTH, 2.0, 30.0, 0.01),
            0.9,
            msg=both("Con 1 % de fraude real conviene un umbral más alto que con 10 %",
                     "With 1 % of real fraud a higher threshold is better than with 10 %"),
        )  # fmt: skip
        never = best_threshold(np.array([0.9, 0.8, 0.1]), np.array([False, False, True]), 5.0, 6.0, 0.01)
        self.assertGreater(
            never, 1, both("Aquí conviene no dar ninguna alarma", "Here no alarm at all is best")
        )

    def test_the_threshold_decides_only_about_fraud(self):
        from router.decisions import decide

        classes = ["access", "fraud", "loans"]
        chances = np.array([[0.5, 0.3, 0.2], [0.1, 0.29, 0.61], [0.1, 0.8, 0.1], [0.2, 0.5, 0.3]])
        before = chances.copy()
        self.assertEqual(list(decide(chances, classes, 0.3)), ["fraud", "loans", "fraud", "fraud"])
        self.assertEqual(list(decide(chances, classes, 0.6)), ["access", "loans", "fraud", "loans"])
        np.testing.assert_array_equal(chances, before)


MATRIX = np.array([[9, 1, 0], [4, 6, 0], [5, 5, 30]])
CLASSES = ("cards", "fraud", "loans")
MONTH = {
    "messages_a_month": {"cards": 1000, "fraud": 50, "loans": 400},
    "minutes": {"wrong_department": 6, "false_alarm": 4, "missed_fraud": 90},
    "price_of_a_minute": 0.5,
    "price_of_a_machine_hour": 0.72,
}


class Month(unittest.TestCase):
    def test_a_month_by_hand(self):
        from router.costs import fraud_share, monthly_cost

        found = monthly_cost(MATRIX, CLASSES, MONTH, seconds=0.01)
        self.assertAlmostEqual(found["missed_fraud"], 50 * 0.4 * 90 * 0.5)
        self.assertAlmostEqual(found["false_alarm"], (1000 * 0.1 + 400 * 0.125) * 4 * 0.5)
        self.assertAlmostEqual(found["wrong_department"], 400 * 0.125 * 6 * 0.5)
        self.assertAlmostEqual(found["machine"], 1450 * 0.01 / 3600 * 0.72)
        self.assertAlmostEqual(found["total"], 900 + 300 + 150 + 0.0029)
        self.assertAlmostEqual(fraud_share(MONTH), 50 / 1450)

    def test_the_sample_may_have_other_shares(self):
        from router.costs import monthly_cost

        scaled = MATRIX * np.array([[1], [20], [1]])
        one, other = (monthly_cost(each, CLASSES, MONTH, 0.0) for each in (MATRIX, scaled))
        self.assertAlmostEqual(
            one["total"],
            other["total"],
            msg=both("Más fraudes en la muestra no son más fraudes en el mes",
                     "More fraud in the sample is not more fraud in the month"),
        )  # fmt: skip

    def test_traffic_is_read(self):
        from router.costs import fraud_share, read_traffic
        from shared import DATA

        found = read_traffic(DATA / "traffic.json")
        self.assertEqual(found, traffic())
        self.assertAlmostEqual(fraud_share(found), 900 / 43900)
