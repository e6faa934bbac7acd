def batches(x, y, permutation, size):
    found = []
    for number in range(len(permutation) // size):  # fault
        rows = permutation[number * size : (number + 1) * size]
        found.append((x[rows], y[rows]))
    return found
