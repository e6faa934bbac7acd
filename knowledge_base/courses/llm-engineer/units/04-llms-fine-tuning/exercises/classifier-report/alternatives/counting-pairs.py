from collections import Counter

import numpy as np


def confusion_matrix(truth, predicted, classes):
    seen = Counter(zip(truth.tolist(), predicted.tolist(), strict=True))
    return np.array([[seen[row, column] for column in range(classes)] for row in range(classes)])


def class_scores(matrix):
    precision, recall, f1 = [], [], []
    for label in range(len(matrix)):
        hits, predicted, actual = matrix[label, label], matrix[:, label].sum(), matrix[label].sum()
        p = hits / predicted if predicted else 0.0
        r = hits / actual if actual else 0.0
        precision.append(float(p))
        recall.append(float(r))
        f1.append(float(2 * p * r / (p + r)) if p + r else 0.0)
    return {
        "precision": np.array(precision),
        "recall": np.array(recall),
        "f1": np.array(f1),
        "macro_f1": sum(f1) / len(f1),
        "accuracy": float(np.trace(matrix) / matrix.sum()),
    }


def best_threshold(probabilities, truth, false_positive, false_negative):
    cases = list(zip(probabilities.tolist(), truth.tolist(), strict=True))

    def cost(threshold):
        wrong = [label for score, label in cases if (score >= threshold) != (label == 1)]
        return sum(false_negative if label else false_positive for label in wrong)

    chosen = min({2.0, *probabilities.tolist()}, key=lambda threshold: (cost(threshold), -threshold))
    return chosen, cost(chosen)
