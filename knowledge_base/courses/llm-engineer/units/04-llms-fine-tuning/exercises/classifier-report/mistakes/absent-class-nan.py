import numpy as np


def confusion_matrix(truth, predicted, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (truth, predicted), 1)
    return matrix


def ratio(part, whole):
    return part / whole  # fault


def class_scores(matrix):
    hits = np.diag(matrix).astype(float)
    predicted, actual = matrix.sum(axis=0), matrix.sum(axis=1)
    f1 = ratio(2 * hits, predicted + actual)
    return {
        "precision": ratio(hits, predicted),
        "recall": ratio(hits, actual),
        "f1": f1,
        "macro_f1": float(f1.mean()),
        "accuracy": float(hits.sum() / matrix.sum()),
    }


def best_threshold(probabilities, truth, false_positive, false_negative):
    best = None
    for threshold in [2.0, *sorted(set(probabilities.tolist()), reverse=True)]:
        positive = probabilities >= threshold
        cost = false_positive * int((positive & (truth == 0)).sum())
        cost += false_negative * int((~positive & (truth == 1)).sum())
        if best is None or cost < best[1]:
            best = (threshold, cost)
    return best
