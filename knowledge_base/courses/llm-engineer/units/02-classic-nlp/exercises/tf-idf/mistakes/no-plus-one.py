import numpy as np


def tf_idf(documents):
    vocabulary = sorted({term for document in documents for term in document})
    column = {term: j for j, term in enumerate(vocabulary)}
    counts = np.zeros((len(documents), len(vocabulary)))
    for i, document in enumerate(documents):
        for term in document:
            counts[i, column[term]] += 1
    df = (counts > 0).sum(axis=0)
    weights = counts * (np.log((1 + len(documents)) / (1 + df)))  # fault
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return vocabulary, weights / np.where(norms > 0, norms, 1)
