import numpy as np


def confusion_matrix(truth, predicted, classes):
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, ____, 1)
    return matrix


def ratio(part, whole):
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def class_scores(matrix):
    hits = np.diag(matrix).astype(float)
    predicted, actual = ____, ____
    f1 = ratio(____, ____)
    return {
        "precision": ratio(hits, ____),
        "recall": ratio(hits, ____),
        "f1": f1,
        "macro_f1": ____,
        "accuracy": ____,
    }


def best_threshold(probabilities, truth, false_positive, false_negative):
    best = None
    for threshold in [2.0, *sorted(set(probabilities.tolist()), reverse=True)]:
        positive = ____
        cost = false_positive * ____
        cost += false_negative * ____
        if best is None or cost < best[1]:
            best = (threshold, cost)
    return best
