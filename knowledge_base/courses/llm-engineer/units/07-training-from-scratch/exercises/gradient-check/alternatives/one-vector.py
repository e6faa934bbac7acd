import numpy as np


def unpacked(vector, layers):
    parts, start = [], 0
    for weights, bias in layers:
        middle, end = start + weights.size, start + weights.size + bias.size
        parts.append((vector[start:middle].reshape(weights.shape), vector[middle:end]))
        start = end
    return parts


def mean_loss(x, y, layers):
    for index, (weights, bias) in enumerate(layers):
        x = (x if index == 0 else x.clip(min=0.0)).dot(weights) + bias
    top = x.max(axis=1)
    totals = top + np.log(np.exp(x - top[:, None]).sum(axis=1))
    return np.mean(totals - x[np.arange(len(y)), y])


def gradient_errors(x, y, layers, gradients, step):
    vector = np.concatenate([part.ravel() for layer in layers for part in layer])
    ahead = [mean_loss(x, y, unpacked(vector + move, layers)) for move in step * np.eye(vector.size)]
    behind = [mean_loss(x, y, unpacked(vector - move, layers)) for move in step * np.eye(vector.size)]
    numerical = unpacked((np.array(ahead) - np.array(behind)) / (2 * step), layers)
    return [
        (error(one_weights, weights), error(one_bias, bias))
        for (one_weights, one_bias), (weights, bias) in zip(gradients, numerical, strict=True)
    ]


def error(analytic, numerical):
    length = np.sqrt(np.square(analytic - numerical).sum())
    scale = np.sqrt(np.square(analytic).sum()) + np.sqrt(np.square(numerical).sum())
    return float(length / np.maximum(scale, 1e-4))


def wrong_parameters(errors, tolerance):
    flat = np.array(errors).ravel()
    wrong = np.flatnonzero(np.isnan(flat) | (flat > tolerance))
    return [(int(place) // 2, "bias" if place % 2 else "weights") for place in wrong]
