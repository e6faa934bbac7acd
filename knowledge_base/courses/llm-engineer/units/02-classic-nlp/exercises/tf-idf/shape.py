import numpy as np


def tf_idf(documents):
    vocabulary = ____
    column = {term: j for j, term in enumerate(vocabulary)}
    counts = np.zeros((len(documents), len(vocabulary)))
    for i, document in enumerate(documents):
        for term in document:
            counts[____] += 1
    df = ____
    weights = counts * ____
    norms = np.linalg.norm(weights, ____)
    return vocabulary, weights / ____
