import math

import numpy as np


def recall_at(ranked, grades, k):
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:k])) / len(relevant)


def mean_reciprocal_rank(rankings, labels):
    total = 0.0
    for ranked, grades in zip(rankings, labels, strict=True):
        places = [place for place, document in enumerate(ranked, start=1) if grades.get(document, 0) > 0]
        total += 1 / places[0] if places else 0.0
    return total / len(rankings)


def dcg(grades):
    return sum(grade / math.log2(place + 1) for place, grade in enumerate(grades, start=1))  # fault


def ndcg_at(ranked, grades, k):
    gained = dcg([grades.get(document, 0) for document in ranked[:k]])
    return gained / dcg(sorted(grades.values(), reverse=True)[:k])


def bootstrap_interval(values, draws, level):
    means = values[draws].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
