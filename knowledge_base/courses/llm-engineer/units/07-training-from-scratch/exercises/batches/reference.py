def batches(x, y, permutation, size):
    starts = range(0, len(permutation), size)
    chosen = [permutation[start : start + size] for start in starts]
    return [(x[rows], y[rows]) for rows in chosen]
