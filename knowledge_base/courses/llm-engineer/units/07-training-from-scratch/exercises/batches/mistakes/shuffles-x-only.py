def batches(x, y, permutation, size):
    shuffled = x[permutation]
    found = []
    for start in range(0, len(permutation), size):
        found.append((shuffled[start : start + size], y[start : start + size]))  # fault
    return found
