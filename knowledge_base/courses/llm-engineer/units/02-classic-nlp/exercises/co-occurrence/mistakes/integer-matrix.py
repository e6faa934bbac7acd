import numpy as np


def co_occurrence(sentences, size, window):
    matrix = np.zeros((size, size), dtype=int)  # fault
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for j in range(max(i - window, 0), i):
                matrix[a, sentence[j]] += 1 / (i - j)
                matrix[sentence[j], a] += 1 / (i - j)
    return matrix
