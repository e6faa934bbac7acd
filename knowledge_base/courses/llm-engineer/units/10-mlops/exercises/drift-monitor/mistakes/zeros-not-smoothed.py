import numpy as np


def proportions(sample, edges):
    bins = np.concatenate([[-np.inf], edges, [np.inf]])
    counts = np.histogram(sample, bins)[0]  # fault
    return counts / counts.sum()


def psi(reference, current, edges):
    p, q = proportions(reference, edges), proportions(current, edges)
    return float(np.sum((q - p) * np.log(q / p)))


def alerts(values, limit, patience):
    found, run = [], 0
    for period, value in enumerate(values):
        run = run + 1 if value > limit else 0
        if run == patience:
            found.append(period)
    return found
