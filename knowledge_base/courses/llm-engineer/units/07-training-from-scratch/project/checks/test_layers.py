"""Milestone 1: layers, loss and gradients."""

import math
import unittest

import numpy as np
from both_languages import both


def batch(n: int = 6, n_in: int = 5, classes: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and labels."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, n_in)), rng.integers(0, classes, n)


class Layers(unittest.TestCase):
    def test_linear_by_hand(self):
        from mlp.layers import Linear

        layer = Linear(2, 2, np.random.default_rng(0))
        layer.parameters[0][...] = [[1.0, 2.0], [3.0, 4.0]]
        layer.parameters[1][...] = [10.0, 20.0]
        np.testing.assert_allclose(layer.forward(np.array([[1.0, 1.0], [0.0, 2.0]])), [[14, 26], [16, 28]])
        np.testing.assert_allclose(layer.backward(np.array([[1.0, 0.0], [0.0, 1.0]])), [[1, 3], [2, 4]])
        np.testing.assert_allclose(layer.gradients[0], [[1, 0], [1, 2]])
        np.testing.assert_allclose(layer.gradients[1], [1, 1])

    def test_the_signal_keeps_its_size_through_layers(self):
        from mlp.network import make_mlp

        x = np.random.default_rng(1).normal(size=(200, 256))
        network = make_mlp(256, [256] * 8, 256, 0.0, seed=2)
        size = float(network.forward(x, training=False).std())
        self.assertTrue(
            0.4 < size < 4.0,
            both(
                "Tras 8 capas con ReLU la desviación de la salida debería seguir cerca de 1, y es",
                "After 8 layers with ReLU the deviation of the output should still be near 1, and is",
            )
            + f" {size:.3g}",
        )

    def test_dropout_keeps_the_mean_and_drops_the_share(self):
        from mlp.layers import Dropout

        out = Dropout(0.3, np.random.default_rng(3)).forward(np.ones((400, 400)), training=True)
        self.assertAlmostEqual(float((out == 0).mean()), 0.3, delta=0.01)
        self.assertAlmostEqual(float(out.mean()), 1.0, delta=0.01)

    def test_dropout_is_off_in_evaluation(self):
        from mlp.layers import Dropout

        x = np.random.default_rng(4).normal(size=(5, 7))
        np.testing.assert_array_equal(Dropout(0.9, np.random.default_rng(0)).forward(x, training=False), x)

    def test_dropout_drops_the_same_on_the_way_back(self):
        from mlp.layers import Dropout

        layer = Dropout(0.5, np.random.default_rng(5))
        out = layer.forward(np.ones((20, 20)), training=True)
        np.testing.assert_allclose(layer.backward(np.ones((20, 20))), out)


class Loss(unittest.TestCase):
    def test_equal_logits_cost_the_logarithm_of_the_classes(self):
        from mlp.network import softmax_cross_entropy

        loss, gradient = softmax_cross_entropy(np.zeros((2, 4)), np.array([0, 3]))
        self.assertAlmostEqual(loss, math.log(4))
        np.testing.assert_allclose(gradient[0], [-0.375, 0.125, 0.125, 0.125])

    def test_large_logits_do_not_overflow(self):
        from mlp.network import softmax_cross_entropy

        with np.errstate(all="raise", under="ignore"):
            loss, gradient = softmax_cross_entropy(
                np.array([[1000.0, 0.0], [-1000.0, 0.0]]), np.array([1, 1])
            )
        self.assertAlmostEqual(loss, 500.0)
        np.testing.assert_allclose(gradient, [[0.5, -0.5], [0.0, 0.0]], atol=1e-12)

    def test_class_weights_are_a_weighted_mean(self):
        from mlp.network import softmax_cross_entropy

        logits, labels = np.array([[2.0, 0.0], [0.0, 1.0], [1.0, 0.0]]), np.array([0, 1, 1])
        weights = np.array([1.0, 3.0])
        single = [softmax_cross_entropy(logits[i : i + 1], labels[i : i + 1])[0] for i in range(3)]
        expected = (single[0] + 3 * single[1] + 3 * single[2]) / 7
        self.assertAlmostEqual(softmax_cross_entropy(logits, labels, weights)[0], expected)
        same = softmax_cross_entropy(logits, labels, 10 * weights)[0]
        self.assertAlmostEqual(
            same,
            expected,
            msg=both(
                "Multiplicar todos los pesos por 10 no debería cambiar la pérdida",
                "Multiplying all weights by 10 should not change the loss",
            ),
        )


class Gradients(unittest.TestCase):
    def test_gradients_agree_with_differences(self):
        from mlp.network import make_mlp, softmax_cross_entropy

        (x, labels), weights = batch(), np.array([1.0, 2.0, 5.0])
        network = make_mlp(5, [7, 6], 3, 0.4, seed=1)
        network.backward(softmax_cross_entropy(network.forward(x, training=False), labels, weights)[1])
        analytic = [array.copy() for array in network.gradients]
        for number, values in enumerate(network.parameters):
            for place in list(np.ndindex(values.shape))[:12]:
                kept, losses = values[place], []
                for moved in (kept + 1e-5, kept - 1e-5):
                    values[place] = moved
                    out = network.forward(x, training=False)
                    losses.append(softmax_cross_entropy(out, labels, weights)[0])
                values[place] = kept
                self.assertAlmostEqual(
                    analytic[number][place],
                    (losses[0] - losses[1]) / 2e-5,
                    delta=1e-6,
                    msg=both(
                        "El gradiente no coincide con la diferencia en el parámetro",
                        "The gradient does not agree with the difference at parameter",
                    )
                    + f" {number}, {place}",
                )

    def test_the_check_is_content_with_a_right_network(self):
        from mlp.network import check_gradients, make_mlp

        self.assertLess(check_gradients(make_mlp(5, [4], 3, 0.5, seed=3), *batch()), 1e-5)

    def test_the_check_finds_a_wrong_gradient(self):
        from mlp.layers import Linear
        from mlp.network import check_gradients, make_mlp

        network = make_mlp(5, [4], 3, 0.0, seed=3)
        first = next(layer for layer in network.layers if isinstance(layer, Linear))
        right = first.backward

        def wrong(gradient: np.ndarray) -> np.ndarray:
            out = right(gradient)
            first.gradients[1] *= 1.1
            return out

        first.backward = wrong
        self.assertGreater(
            check_gradients(network, *batch()),
            0.01,
            both(
                "check_gradients debería ver un gradiente de sesgo que es 10 % mayor de lo debido",
                "check_gradients should see a gradient of a bias that is 10 % too large",
            ),
        )
