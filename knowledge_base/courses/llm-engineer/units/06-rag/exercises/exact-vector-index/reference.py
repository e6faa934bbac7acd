import numpy as np


def create(dimension):
    return {"ids": np.zeros(0, dtype=np.int64), "vectors": np.zeros((0, dimension))}


def add(index, ids, vectors):
    kept = remove(index, ids)
    all_ids = np.concatenate([kept["ids"], ids])
    order = np.argsort(all_ids)
    return {"ids": all_ids[order], "vectors": np.concatenate([kept["vectors"], vectors])[order]}


def remove(index, ids):
    stays = ~np.isin(index["ids"], ids)
    return {"ids": index["ids"][stays], "vectors": index["vectors"][stays]}


def search(index, queries, k, metric):
    if metric == "ip":
        costs = -queries @ index["vectors"].T
    else:
        costs = ((queries[:, None] - index["vectors"]) ** 2).sum(axis=2)
    places = np.argsort(costs, axis=1, kind="stable")[:, :k]
    missing = ((0, 0), (0, k - places.shape[1]))
    ids = np.pad(index["ids"][places], missing, constant_values=-1)
    best = np.pad(np.take_along_axis(costs, places, axis=1), missing, constant_values=np.inf)
    return ids, -best if metric == "ip" else best
