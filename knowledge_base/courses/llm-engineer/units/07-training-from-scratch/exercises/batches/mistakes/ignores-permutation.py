def batches(x, y, permutation, size):
    found = []
    for start in range(0, len(permutation), size):
        found.append((x[start : start + size], y[start : start + size]))  # fault
    return found
