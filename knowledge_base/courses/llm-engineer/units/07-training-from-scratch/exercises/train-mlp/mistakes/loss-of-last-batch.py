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


def gradients(x, y, layers):
    *inputs, logits = forward(x, layers)
    delta = np.exp(log_softmax(logits))
    delta[np.arange(len(y)), y] -= 1.0
    delta = delta / len(y)
    found = []
    for received, (weights, _) in zip(reversed(inputs), reversed(layers), strict=True):
        found.append((received.T @ delta, delta.sum(axis=0)))
        delta = (delta @ weights.T) * (received > 0.0)
    return found[::-1]


def train(x, y, layers, batches, rate, momentum, epochs, target):
    velocities = [(np.zeros(weights.shape), np.zeros(bias.shape)) for weights, bias in layers]
    losses = []
    for _ in range(epochs):
        for batch in batches:
            slopes = gradients(x[batch], y[batch], layers)
            velocities = combined(velocities, slopes, lambda v, g: momentum * v + g)
            layers = combined(layers, velocities, lambda p, v: p - rate * v)
        losses.append(mean_loss(x[batch], y[batch], layers))  # fault
        if losses[-1] <= target:
            break
    return layers, losses


def combined(ones, others, rule):
    pairs = zip(ones, others, strict=True)
    return [(rule(weights, w), rule(bias, b)) for (weights, bias), (w, b) in pairs]
