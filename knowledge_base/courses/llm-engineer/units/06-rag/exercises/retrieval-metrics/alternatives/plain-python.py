import math
from statistics import fmean


def recall_at(ranked, grades, k):
    return sum(grades.get(d, 0) > 0 for d in ranked[:k]) / sum(grade > 0 for grade in grades.values())


def mean_reciprocal_rank(rankings, labels):
    def term(ranked, grades):
        return next((1 / place for place, d in enumerate(ranked, 1) if grades.get(d, 0) > 0), 0.0)

    return fmean(map(term, rankings, labels))


def ndcg_at(ranked, grades, k):
    best = sorted(grades, key=grades.__getitem__, reverse=True)
    mine, ideal = (
        math.fsum((2 ** grades.get(d, 0) - 1) / math.log2(at) for at, d in enumerate(order[:k], 2))
        for order in (ranked, best)
    )
    return mine / ideal


def bootstrap_interval(values, draws, level):
    numbers = values.tolist()
    means = sorted(fmean(numbers[at] for at in draw) for draw in draws.tolist())

    def quantile(share):
        position = share * (len(means) - 1)
        below = min(math.floor(position), len(means) - 1)
        above = min(below + 1, len(means) - 1)
        return means[below] + (position - below) * (means[above] - means[below])

    return quantile((1 - level) / 2), quantile((1 + level) / 2)
