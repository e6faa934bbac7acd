import numpy as np


def create(dimension):
    return {"ids": np.array([], dtype=np.int64), "vectors": np.empty((0, dimension))}


def add(index, ids, vectors):
    # Of equal ids, np.unique keeps the first, so what is new goes first.
    unique, first = np.unique(np.concatenate([ids, index["ids"]]), return_index=True)
    return {"ids": unique, "vectors": np.concatenate([vectors, index["vectors"]])[first]}


def remove(index, ids):
    gone = np.flatnonzero(np.isin(index["ids"], ids))
    return {"ids": np.delete(index["ids"], gone), "vectors": np.delete(index["vectors"], gone, axis=0)}


def search(index, queries, k, metric):
    stored = index["vectors"]
    if metric == "ip":
        costs = -np.einsum("qd,nd->qn", queries, stored)
    else:
        gaps = queries[:, None] - stored
        costs = np.einsum("qnd,qnd->qn", gaps, gaps)
    # Costs that are worse than the k-th best of their row can be forgotten before sorting.
    size = min(k, len(stored))
    if size < len(stored):
        limits = np.partition(costs, size - 1, axis=1)[:, size - 1 : size]
        candidates = (costs <= limits).any(axis=0)
    else:
        candidates = np.ones(len(stored), dtype=bool)
    costs, kept = costs[:, candidates], index["ids"][candidates]
    places = np.argsort(costs, axis=1, kind="stable")[:, :k]
    ids = np.full((len(queries), k), -1)
    best = np.full((len(queries), k), np.inf)
    ids[:, :size] = kept[places]
    best[:, :size] = np.take_along_axis(costs, places, axis=1)
    return ids, -best if metric == "ip" else best
