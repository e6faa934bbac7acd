import numpy as np


def confusion_matrix(truth, predicted, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (predicted, truth), 1)  # fault
    return matrix


def ratio(part, whole):
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def class_scores(matrix):
    hits = np.diag(matrix).astype(float)
    predicted, actual = matrix.sum(axis=1), matrix.sum(axis=0)  # fault
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
