import numpy as np


def with_ones(x):
    return np.hstack([x, np.ones((len(x), 1))])


def softmax(z):
    weights = np.exp(z - z.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def mean_loss(x, y, weights, bias):
    logits = with_ones(x) @ np.vstack([weights, bias])
    right = np.take_along_axis(logits, y[:, None], axis=1)[:, 0]
    return (np.logaddexp.reduce(logits, axis=1) - right).mean()


def both(x, y, theta):
    p = softmax(with_ones(x) @ theta)
    p[np.arange(len(y)), y] -= 1
    return with_ones(x).T @ p / len(y)


def gradients(x, y, weights, bias):
    whole = both(x, y, np.vstack([weights, bias]))
    return whole[:-1], whole[-1]


def train(x, y, classes, rate, steps):
    theta = np.zeros((x.shape[1] + 1, classes))
    losses = []
    for _ in range(steps):
        losses.append(float(mean_loss(x, y, theta[:-1], theta[-1])))
        theta -= rate * both(x, y, theta)
    return theta[:-1], theta[-1], losses


def predict(x, weights, bias):
    return np.argmax(with_ones(x) @ np.vstack([weights, bias]), axis=1)
