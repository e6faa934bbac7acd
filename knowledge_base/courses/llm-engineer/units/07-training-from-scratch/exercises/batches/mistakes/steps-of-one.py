def batches(x, y, permutation, size):
    starts = range(len(permutation))  # fault
    chosen = [permutation[start : start + size] for start in starts]
    return [(x[rows], y[rows]) for rows in chosen]
