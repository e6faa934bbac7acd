import numpy as np


def index_of(rows, dimension):
    ids = sorted(rows)
    vectors = np.array([rows[i] for i in ids]).reshape(len(ids), dimension)
    return {"ids": np.array(ids, dtype=np.int64), "vectors": vectors}


def rows_of(ids, vectors):
    return dict(zip(ids.tolist(), vectors, strict=True))


def create(dimension):
    return index_of({}, dimension)


def add(index, ids, vectors):
    rows = rows_of(index["ids"], index["vectors"]) | rows_of(ids, vectors)
    return index_of(rows, index["vectors"].shape[1])


def remove(index, ids):
    gone = set(ids.tolist())
    rows = rows_of(index["ids"], index["vectors"])
    return index_of({i: row for i, row in rows.items() if i not in gone}, index["vectors"].shape[1])


def search(index, queries, k, metric):
    stored = index["vectors"]
    products = queries @ stored.T
    if metric == "ip":
        scores, worst = products, -np.inf
    else:
        scores = (queries**2).sum(axis=1)[:, None] + (stored**2).sum(axis=1) - 2 * products
        worst = np.inf
    keys = np.broadcast_to(index["ids"], scores.shape)
    places = np.lexsort((keys, -scores if metric == "ip" else scores))[:, :k]
    filled = slice(places.shape[1])
    ids = np.full((len(queries), k), -1)
    best = np.full((len(queries), k), worst)
    ids[:, filled] = np.take_along_axis(keys, places, axis=1)
    best[:, filled] = np.take_along_axis(scores, places, axis=1)
    return ids, best
