import numpy as np


def create(dimension):
    return {"ids": np.zeros(0, dtype=np.int64), "vectors": np.zeros((0, dimension))}


def add(index, ids, vectors):
    kept = ____
    all_ids = np.concatenate([kept["ids"], ids])
    order = ____
    return {"ids": all_ids[order], "vectors": np.concatenate([kept["vectors"], vectors])[order]}


def remove(index, ids):
    stays = ____
    return {"ids": index["ids"][stays], "vectors": index["vectors"][stays]}


def search(index, queries, k, metric):
    if metric == "ip":
        costs = ____
    else:
        costs = ____
    places = ____
    missing = ((0, 0), (0, ____))
    ids = np.pad(index["ids"][places], missing, constant_values=____)
    best = np.pad(np.take_along_axis(costs, places, axis=1), missing, constant_values=np.inf)
    return ids, ____
