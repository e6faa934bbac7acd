import numpy as np


def forward(x, layers):
    *hidden, (last_weights, last_bias) = layers
    activations = [x]
    for weights, bias in hidden:
        activations.append(____)
    return [*activations, ____]


def log_softmax(logits):
    shifted = ____
    return ____


def mean_loss(x, y, layers):
    log_p = log_softmax(forward(x, layers)[-1])
    return float(____)


def gradients(x, y, layers):
    *inputs, logits = forward(x, layers)
    delta = np.exp(log_softmax(logits))
    delta[____] -= 1.0
    delta = delta / ____
    found = []
    for received, (weights, _) in zip(reversed(inputs), reversed(layers), strict=True):
        found.append((____, ____))
        delta = ____
    return found[::-1]


def train(x, y, layers, batches, rate, momentum, epochs, target):
    velocities = [(np.zeros(weights.shape), np.zeros(bias.shape)) for weights, bias in layers]
    losses = []
    for _ in range(epochs):
        for batch in batches:
            slopes = gradients(____, ____, layers)
            velocities = combined(velocities, slopes, lambda v, g: ____)
            layers = combined(layers, velocities, lambda p, v: ____)
        losses.append(____)
        if ____:
            break
    return layers, losses


def combined(ones, others, rule):
    pairs = zip(ones, others, strict=True)
    return [(rule(weights, w), rule(bias, b)) for (weights, bias), (w, b) in pairs]
