import faiss
import numpy as np


def flat_search(batches, removed, queries, k):
    # batches: [(ids, vectors (m, d)), ...], removed: ids, queries: (Q, d)
    # -> {"count": int, "hits": [[(id, cosine), ...], ...]}
    raise NotImplementedError


def ivf_search(batches, removed, queries, k, centroids, probes):
    # centroids: (cells, d), probes: int -> as above
    raise NotImplementedError
