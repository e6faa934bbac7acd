import numpy as np


class Layer:
    def __init__(self, weights, bias):
        self.parameters = np.vstack([weights, bias])
        self.velocity = np.zeros(self.parameters.shape)

    def forward(self, x, gate):
        self.received = np.hstack([x, np.ones((len(x), 1))])
        z = self.received @ self.parameters
        self.open = np.ones(z.shape) if gate is None else z > 0.0
        return z * self.open

    def backward(self, delta):
        delta = delta * self.open
        self.slope = self.received.T @ delta
        return delta @ self.parameters[:-1].T

    def step(self, rate, momentum):
        self.velocity = momentum * self.velocity + self.slope
        self.parameters = self.parameters - rate * self.velocity


def log_probabilities(network, x):
    for layer in network:
        x = layer.forward(x, None if layer is network[-1] else "relu")
    return x - np.logaddexp.reduce(x, axis=1, keepdims=True)


def train(x, y, layers, batches, rate, momentum, epochs, target):
    network = [Layer(weights, bias) for weights, bias in layers]
    losses = []
    for _ in range(epochs):
        for batch in batches:
            delta = np.exp(log_probabilities(network, x[batch]))
            delta[np.arange(len(batch)), y[batch]] -= 1.0
            delta /= len(batch)
            for layer in reversed(network):
                delta = layer.backward(delta)
            for layer in network:
                layer.step(rate, momentum)
        losses.append(-float(np.mean(log_probabilities(network, x)[np.arange(len(y)), y])))
        if losses[-1] <= target:
            break
    return [(layer.parameters[:-1], layer.parameters[-1]) for layer in network], losses
