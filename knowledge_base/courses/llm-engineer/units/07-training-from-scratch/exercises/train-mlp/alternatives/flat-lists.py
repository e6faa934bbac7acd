import numpy as np


def run(x, parameters):
    activations = [x]
    for place in range(0, len(parameters), 2):
        z = activations[-1] @ parameters[place] + parameters[place + 1]
        is_last = place + 2 == len(parameters)
        activations.append(z if is_last else z.clip(min=0.0))
    return activations


def probabilities(logits):
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def slopes(x, y, parameters):
    activations = run(x, parameters)
    delta = (probabilities(activations.pop()) - np.eye(len(parameters[-1]))[y]) / len(y)
    found = []
    while activations:
        received = activations.pop()
        found = [received.T @ delta, delta.sum(axis=0), *found]
        delta = np.where(received > 0.0, delta @ parameters[2 * len(activations)].T, 0.0)
    return found


def train(x, y, layers, batches, rate, momentum, epochs, target):
    parameters = [part.copy() for layer in layers for part in layer]
    velocities = [np.zeros_like(part) for part in parameters]
    losses = []
    while len(losses) < epochs and not (losses and losses[-1] <= target):
        for batch in batches:
            for part, velocity, slope in zip(
                parameters, velocities, slopes(x[batch], y[batch], parameters), strict=True
            ):
                velocity *= momentum
                velocity += slope
                part -= rate * velocity
        logits = run(x, parameters)[-1]
        top = logits.max(axis=1)
        totals = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        losses.append(float(np.mean(totals - logits[np.arange(len(y)), y])))
    return list(zip(parameters[::2], parameters[1::2], strict=True)), losses
