import numpy as np


def gains(ranked, grades):
    return np.array([grades.get(document, 0) for document in ranked], dtype=float)


def recall_at(ranked, grades, k):
    relevant = np.count_nonzero(np.array(list(grades.values())))
    return float(np.count_nonzero(gains(ranked[:k], grades)) / relevant)


def mean_reciprocal_rank(rankings, labels):
    terms = []
    for ranked, grades in zip(rankings, labels, strict=True):
        hits = np.flatnonzero(gains(ranked, grades))
        terms.append(1 / (1 + hits[0]) if hits.size else 0.0)
    return float(np.mean(terms))


def ndcg_at(ranked, grades, k):
    discounts = 1 / np.log2(np.arange(2, k + 2))
    mine = 2 ** gains(ranked[:k], grades) - 1
    best = np.sort(2.0 ** np.array(list(grades.values())) - 1)[::-1][:k]
    return float(mine @ discounts[: len(mine)] / (best @ discounts[: len(best)]))


def bootstrap_interval(values, draws, level):
    # How often each question was drawn, times its value: no array of drawn values.
    counts = np.apply_along_axis(np.bincount, 1, draws, minlength=len(values))
    means = counts @ values / len(values)
    tail = 50 * (1 - level)
    low, high = np.percentile(means, [tail, 100 - tail])
    return float(low), float(high)
