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
    found = [set(ranked) & {d for d in grades if grades[d] > 0} for ranked, grades in zip(rankings, labels)]
    return total / max(1, sum(map(bool, found)))  # fault


def dcg(grades):
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def ndcg_at(ranked, grades, k):
    gained = dcg([grades.get(document, 0) for document in ranked[:k]])
    return gained / dcg(sorted(grades.values(), reverse=True)[:k])


def bootstrap_interval(values, draws, level):
    means = values[draws].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
