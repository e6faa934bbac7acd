import faiss
import numpy as np


def unit(vectors):
    rows = np.array(vectors, dtype=np.float32)  # a copy: normalize_L2 writes into what it gets
    faiss.normalize_L2(rows)
    return rows


def fill(index, batches, removed):
    for ids, vectors in batches:
        keys = np.array(ids, dtype=np.int64)
        index.remove_ids(keys)  # add_with_ids keeps what an id had before
        index.add_with_ids(unit(vectors), keys)
    index.remove_ids(np.array(removed, dtype=np.int64))


def found(index, queries, k):
    scores, ids = index.search(unit(queries), k)
    pairs = map(zip, ids.tolist(), scores.tolist())
    return {"count": index.ntotal, "hits": [[hit for hit in row if hit[0] >= 0] for row in pairs]}


def flat_search(batches, removed, queries, k):
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(queries.shape[1]))
    fill(index, batches, removed)
    return found(index, queries, k)


def ivf_search(batches, removed, queries, k, centroids, probes):
    cells, dimension = centroids.shape
    quantizer = faiss.IndexFlatIP(dimension)
    quantizer.add(unit(centroids))
    index = faiss.IndexIVFFlat(quantizer, dimension, cells)  # fault
    index.nprobe = probes
    fill(index, batches, removed)
    return found(index, queries, k)
