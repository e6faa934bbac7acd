import numpy as np


def proportions(sample, edges):
    bins = np.concatenate([[-np.inf], edges, [np.inf]])
    counts = ____
    return ____


def psi(reference, current, edges):
    p, q = proportions(reference, edges), proportions(current, edges)
    return float(____)


def alerts(values, limit, patience):
    found, run = [], 0
    for period, value in enumerate(values):
        run = ____
        if ____:
            found.append(period)
    return found
