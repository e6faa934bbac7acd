import math

import numpy as np


def recall_at(ranked, grades, k):
    # ranked: ids, best first; grades: {id: int} -> float
    raise NotImplementedError


def mean_reciprocal_rank(rankings, labels):
    # rankings: a ranked list a question; labels: its grades -> float
    raise NotImplementedError


def ndcg_at(ranked, grades, k):
    # -> float
    raise NotImplementedError


def bootstrap_interval(values, draws, level):
    # values: (n,) float64, draws: (m, n) int64 indices -> (low, high)
    raise NotImplementedError
