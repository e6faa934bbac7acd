import numpy as np


def bm25(documents, query, k1, b):
    vocabulary = sorted({term for document in documents for term in document})
    column = {term: at for at, term in enumerate(vocabulary)}
    counts = np.zeros((len(documents), len(vocabulary)))
    for row, document in zip(counts, documents, strict=True):
        np.add.at(row, [column[term] for term in document], 1)
    having = (counts > 0).sum(axis=0)
    idf = np.log(1 + (len(documents) - having + 0.5) / (having + 0.5))
    lengths = counts.sum(axis=1, keepdims=True)
    below = counts + k1 * (1 - b + b * lengths / lengths.mean())
    weights = idf * np.divide(counts * (k1 + 1), below, out=np.zeros_like(counts), where=counts > 0)
    return weights[:, [column[term] for term in query if term in column]].sum(axis=1)


def rrf(rankings, k=60):
    documents = sorted({document for ranking in rankings for document in ranking})
    gains = np.zeros(len(documents))
    for ranking in rankings:
        places = np.array([documents.index(document) for document in ranking], dtype=int)
        gains[places] += 1 / (k + 1 + np.arange(len(ranking)))
    gains = gains.round(12)
    return [(documents[at], float(gains[at])) for at in np.argsort(-gains, kind="stable")]
