import math

import numpy as np


def recall_at(ranked, grades, k):
    relevant = ____
    return ____


def mean_reciprocal_rank(rankings, labels):
    total = 0.0
    for ranked, grades in zip(rankings, labels, strict=True):
        places = [place for place, document in enumerate(ranked, start=1) if grades.get(document, 0) > 0]
        total += ____
    return total / len(rankings)


def dcg(grades):
    return sum(____ for place, grade in enumerate(grades, start=1))


def ndcg_at(ranked, grades, k):
    gained = dcg([grades.get(document, 0) for document in ranked[:k]])
    return gained / ____


def bootstrap_interval(values, draws, level):
    means = ____
    low, high = np.quantile(means, ____)
    return float(low), float(high)
