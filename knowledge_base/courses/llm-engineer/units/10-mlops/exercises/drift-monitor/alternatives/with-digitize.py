from itertools import groupby

import numpy as np


def psi(reference, current, edges):
    counts = [np.bincount(np.digitize(s, edges), minlength=len(edges) + 1) for s in (reference, current)]
    p, q = ((count + 0.5) / (count + 0.5).sum() for count in counts)
    return float((q - p) @ (np.log(q) - np.log(p)))


def alerts(values, limit, patience):
    found = []
    for high, run in groupby(enumerate(values), key=lambda pair: pair[1] > limit):
        periods = [period for period, _ in run]
        if high and len(periods) >= patience:
            found.append(periods[patience - 1])
    return found
