import faiss
import numpy as np


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def searched(index, batches, removed, queries, k, parameters=None):
    # Who stays is settled in a dictionary, so the index is filled once and never forgets anything.
    rows = {key: row for ids, vectors in batches for key, row in zip(ids, unit(vectors), strict=True)}
    for key in removed:
        rows.pop(key, None)
    if rows:
        index.add_with_ids(np.stack(list(rows.values())), np.array(list(rows), dtype=np.int64))
    scores, ids = index.search(unit(queries), k, params=parameters)
    found = []
    for row, row_ids in zip(scores, ids, strict=True):
        size = np.count_nonzero(row_ids >= 0)
        found.append(list(zip(row_ids[:size].tolist(), row[:size].tolist(), strict=True)))
    return {"count": len(rows), "hits": found}


def flat_search(batches, removed, queries, k):
    index = faiss.index_factory(queries.shape[1], "IDMap2,Flat", faiss.METRIC_INNER_PRODUCT)
    return searched(index, batches, removed, queries, k)


def ivf_search(batches, removed, queries, k, centroids, probes):
    cells, dimension = centroids.shape
    index = faiss.index_factory(dimension, f"IVF{cells},Flat", faiss.METRIC_INNER_PRODUCT)
    faiss.downcast_index(index.quantizer).add(unit(centroids))
    index.is_trained = True
    return searched(index, batches, removed, queries, k, faiss.SearchParametersIVF(nprobe=probes))
