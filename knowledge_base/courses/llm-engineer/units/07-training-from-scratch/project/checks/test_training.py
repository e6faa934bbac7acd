"""Milestone 2: the optimiser and the training loop."""

import math
import unittest

import numpy as np
from both_languages import both


class Optimiser(unittest.TestCase):
    def test_the_first_step_is_as_long_as_the_learning_rate(self):
        from mlp.adamw import AdamW

        array = np.array([[1.0, -2.0]])
        AdamW([array], learning_rate=0.1).step([np.array([[1e-3, -50.0]])])
        np.testing.assert_allclose(
            array,
            [[0.9, -1.9]],
            rtol=1e-4,
            err_msg=both(
                "Con corrección de sesgo, el primer paso mide lo mismo para gradientes chicos y grandes",
                "With bias correction, the first step is as long for small gradients as for large ones",
            ),
        )

    def test_three_steps_by_hand(self):
        from mlp.adamw import AdamW

        array = np.array([[0.5]])
        optimiser = AdamW([array], learning_rate=0.01, betas=(0.8, 0.9), epsilon=1e-8, weight_decay=0.1)
        value, first, second = 0.5, 0.0, 0.0
        for step, gradient in enumerate([0.3, -0.2, 0.1], 1):
            first, second = 0.8 * first + 0.2 * gradient, 0.9 * second + 0.1 * gradient**2
            size, spread = first / (1 - 0.8**step), math.sqrt(second / (1 - 0.9**step)) + 1e-8
            value = value - 0.01 * 0.1 * value - 0.01 * size / spread
            optimiser.step([np.array([[gradient]])])
            self.assertAlmostEqual(float(array[0, 0]), value, places=10)

    def test_decay_is_apart_from_the_gradient_and_spares_biases(self):
        from mlp.adamw import AdamW

        weights, bias = np.full((2, 2), 4.0), np.full(2, 4.0)
        optimiser = AdamW([weights, bias], learning_rate=0.1, weight_decay=0.5)
        optimiser.step([np.zeros((2, 2)), np.zeros(2)])
        np.testing.assert_allclose(weights, 3.8)
        np.testing.assert_allclose(bias, 4.0)


class Loop(unittest.TestCase):
    def test_one_batch_can_be_memorised(self):
        from mlp.network import make_mlp
        from mlp.training import Settings, fit

        rng = np.random.default_rng(6)
        x, labels = rng.normal(size=(32, 10)), rng.integers(0, 4, 32)
        settings = Settings(epochs=400, batch=32, learning_rate=0.01, weight_decay=0.0, patience=400, seed=0)
        history = fit(make_mlp(10, [64], 4, 0.0, seed=0), x, labels, x, labels, settings)
        self.assertLess(
            min(history.train_loss),
            0.02,
            both(
                "Un lote de 32 ejemplos debería poder memorizarse; si no, algo del ciclo está mal",
                "A batch of 32 examples should be memorisable; if not, something in the loop is wrong",
            ),
        )

    def noisy(self, patience: int, epochs: int = 200):
        """Training with a validation whose labels are pure chance."""
        from mlp.network import make_mlp, softmax_cross_entropy
        from mlp.training import Settings, fit

        rng = np.random.default_rng(8)
        x, labels = rng.normal(size=(60, 8)), rng.integers(0, 3, 60)
        x_valid, labels_valid = rng.normal(size=(60, 8)), rng.integers(0, 3, 60)
        network = make_mlp(8, [48], 3, 0.2, seed=1)
        settings = Settings(
            epochs=epochs, batch=16, learning_rate=0.01, weight_decay=0.0, patience=patience, seed=3
        )
        history = fit(network, x, labels, x_valid, labels_valid, settings)
        loss = softmax_cross_entropy(network.forward(x_valid, training=False), labels_valid)[0]
        return history, loss

    def test_training_stops_when_patience_is_over(self):
        history, _ = self.noisy(patience=7)
        self.assertAlmostEqual(
            len(history.valid_loss),
            history.best_epoch + 1 + 7,
            delta=1,
            msg=both(
                "Con paciencia 7, el entrenamiento debería acabar 7 épocas después de la mejor",
                "With patience 7, training should end 7 epochs after the best one",
            ),
        )
        self.assertEqual(len(history.train_loss), len(history.valid_loss))

    def test_the_best_parameters_come_back(self):
        history, loss = self.noisy(patience=15)
        self.assertGreater(history.valid_loss[-1], min(history.valid_loss))
        self.assertEqual(history.best_epoch, int(np.argmin(history.valid_loss)))
        self.assertAlmostEqual(
            loss,
            min(history.valid_loss),
            places=9,
            msg=both(
                "Al terminar, la red debería tener los parámetros de la mejor época",
                "At the end the network should have the parameters of the best epoch",
            ),
        )

    def test_the_same_seed_trains_the_same(self):
        one, _ = self.noisy(patience=5)
        again, _ = self.noisy(patience=5)
        self.assertEqual(one.valid_loss, again.valid_loss)
