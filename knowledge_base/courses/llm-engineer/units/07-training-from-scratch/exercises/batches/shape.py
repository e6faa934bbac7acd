def batches(x, y, permutation, size):
    starts = range(0, ____, ____)
    chosen = [permutation[____] for start in starts]
    return [(____, ____) for rows in chosen]
