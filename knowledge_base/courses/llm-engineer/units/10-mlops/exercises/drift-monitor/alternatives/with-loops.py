import math
from bisect import bisect_right


def shares(sample, edges):
    counts = [0.5] * (len(edges) + 1)
    for value in sample.tolist():
        counts[bisect_right(edges, value)] += 1
    total = sum(counts)
    return [count / total for count in counts]


def psi(reference, current, edges):
    borders = edges.tolist()
    pairs = zip(shares(reference, borders), shares(current, borders), strict=True)
    return math.fsum((q - p) * math.log(q / p) for p, q in pairs)


def alerts(values, limit, patience):
    found = []
    for period in range(patience - 1, len(values)):
        start = period - patience + 1
        is_run = all(value > limit for value in values[start : period + 1])
        if is_run and (start == 0 or values[start - 1] <= limit):
            found.append(period)
    return found
