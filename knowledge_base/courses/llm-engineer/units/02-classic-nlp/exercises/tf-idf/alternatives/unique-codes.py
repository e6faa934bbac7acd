import numpy as np


def tf_idf(documents):
    terms = np.array([term for document in documents for term in document], dtype=object)
    vocabulary, columns = np.unique(terms, return_inverse=True)
    n, size = len(documents), len(vocabulary)
    rows = np.repeat(np.arange(n), [len(document) for document in documents])
    counts = np.bincount(rows * size + columns, minlength=n * size).reshape(n, size)
    df = np.count_nonzero(counts, axis=0)
    weights = counts * (np.log1p(n) - np.log1p(df) + 1)
    norms = np.sqrt(np.einsum("ij,ij->i", weights, weights))[:, None]
    matrix = np.divide(weights, norms, out=np.zeros(weights.shape), where=norms > 0)
    return vocabulary.tolist(), matrix
