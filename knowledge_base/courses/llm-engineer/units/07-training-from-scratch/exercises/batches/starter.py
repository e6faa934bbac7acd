def batches(x, y, permutation, size):
    # x: (N, ...), y: (N,), permutation: (N,) -> [(x: (size, ...), y: (size,)), ...]
    raise NotImplementedError
