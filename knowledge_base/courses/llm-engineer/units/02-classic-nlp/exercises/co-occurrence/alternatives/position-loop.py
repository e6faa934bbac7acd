import numpy as np


def co_occurrence(sentences, size, window):
    matrix = np.zeros((size, size))
    for sentence in sentences:
        for i, a in enumerate(sentence):
            for j in range(max(i - window, 0), i):
                b = sentence[j]
                matrix[a, b] += 1 / (i - j)
                matrix[b, a] += 1 / (i - j)
    return matrix
