import uuid

import chromadb
import numpy as np
from chromadb.config import Settings

CLIENT = chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))


def hits(collection, query, k, where=None):
    answer = collection.query(query_embeddings=[query], n_results=k, where=where)
    pairs = zip(answer["ids"][0], answer["distances"][0], strict=True)
    return [(int(key), 1 - float(distance)) for key, distance in pairs]


def searched(batches, removed, queries, k, cell_of, where_of):
    name, settings = uuid.uuid4().hex, {"hnsw": {"space": "cosine"}}
    collection = CLIENT.create_collection(name, embedding_function=None, configuration=settings)
    try:
        for ids, vectors in batches:
            cells = [{"cell": cell_of(vector)} for vector in vectors]
            collection.upsert(ids=[str(key) for key in ids], embeddings=vectors, metadatas=cells)
        if removed:
            collection.delete(ids=[str(key) for key in removed])
        found = [hits(collection, query, k, where_of(query)) for query in queries]
        return {"count": collection.count(), "hits": found}
    finally:
        CLIENT.delete_collection(name)


def flat_search(batches, removed, queries, k):
    return searched(batches, removed, queries, k, lambda _vector: 0, lambda _query: None)


def ivf_search(batches, removed, queries, k, centroids, probes):
    centres = centroids / np.linalg.norm(centroids, axis=1, keepdims=True)

    def nearest(vector, count):
        return np.argsort(-(centres @ vector))[:count].tolist()

    def cell_of(vector):
        return nearest(vector, 1)[0]

    def where_of(query):
        return {"cell": {"$in": nearest(query, probes)}}

    return searched(batches, removed, queries, k, cell_of, where_of)
