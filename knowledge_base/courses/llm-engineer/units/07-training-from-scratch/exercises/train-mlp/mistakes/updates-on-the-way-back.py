import numpy as np


def forward(x, layers):
    *hidden, (last_weights, last_bias) = layers
    activations = [x]
    for weights, bias in hidden:
        activations.append(np.maximum(activations[-1] @ weights + bias, 0.0))
    return [*activations, activations[-1] @ last_weights + last_bias]


def log_softmax(logits):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def mean_loss(x, y, layers):
    log_p = log_softmax(forward(x, layers)[-1])
    return float(-log_p[np.arange(len(y)), y].mean())


def one_step(x, y, layers, velocities, rate, momentum):
    *inputs, logits = forward(x, layers)
    delta = np.exp(log_softmax(logits))
    delta[np.arange(len(y)), y] -= 1.0
    delta = delta / len(y)
    moved, speeds = [], []
    for received, (weights, bias), (w, b) in zip(inputs[::-1], layers[::-1], velocities[::-1], strict=True):
        w, b = momentum * w + received.T @ delta, momentum * b + delta.sum(axis=0)
        weights, bias = weights - rate * w, bias - rate * b
        delta = (delta @ weights.T) * (received > 0.0)  # fault
        moved.append((weights, bias))
        speeds.append((w, b))
    return moved[::-1], speeds[::-1]


def train(x, y, layers, batches, rate, momentum, epochs, target):
    velocities = [(np.zeros(weights.shape), np.zeros(bias.shape)) for weights, bias in layers]
    losses = []
    for _ in range(epochs):
        for batch in batches:
            layers, velocities = one_step(x[batch], y[batch], layers, velocities, rate, momentum)
        losses.append(mean_loss(x, y, layers))
        if losses[-1] <= target:
            break
    return layers, losses
