import numpy as np


def confusion_matrix(truth, predicted, classes):
    return np.bincount(truth * classes + predicted, minlength=classes * classes).reshape(classes, classes)


def class_scores(matrix):
    hits, predicted, actual = np.diagonal(matrix) * 1.0, matrix.sum(0), matrix.sum(1)
    precision = hits / np.maximum(predicted, 1)
    recall = hits / np.maximum(actual, 1)
    f1 = 2 * hits / np.maximum(predicted + actual, 1)
    accuracy = float(hits.sum() / matrix.sum())
    return {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "macro_f1": float(f1.mean()),
        "accuracy": accuracy,
    }


def best_threshold(probabilities, truth, false_positive, false_negative):
    order = np.argsort(-probabilities, kind="stable")
    scores, labels = probabilities[order], truth[order]
    steps = np.where(labels == 1, -false_negative, false_positive)
    start = false_negative * int(truth.sum())
    costs = start + np.cumsum(steps)
    last_of_tie = np.append(scores[1:] != scores[:-1], True)
    thresholds = np.append(2.0, scores[last_of_tie])
    totals = np.append(start, costs[last_of_tie])
    best = int(totals.argmin())
    return float(thresholds[best]), int(totals[best])
