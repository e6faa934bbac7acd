"""The same values with numpy alone: every cosine is computed, and no library is asked."""

import numpy as np


def unit(vectors):
    """Rows of norm 1."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def stored(batches, removed):
    """What is left after the batches and the removal, by id."""
    rows = {key: row for ids, vectors in batches for key, row in zip(ids, unit(vectors), strict=True)}
    return {key: row for key, row in rows.items() if key not in removed}


def best(rows, query, k):
    """The k ids with the largest cosine, and the cosines."""
    scored = [(key, float(row @ query)) for key, row in rows.items()]
    return sorted(scored, key=lambda hit: -hit[1])[:k]


def flat_search(batches, removed, queries, k):
    """Compare with everything."""
    rows = stored(batches, removed)
    return {"count": len(rows), "hits": [best(rows, query, k) for query in unit(queries)]}


def ivf_search(batches, removed, queries, k, centroids, probes):
    """Compare with the members of the nearest cells only."""
    rows, centres = stored(batches, removed), unit(centroids)
    home = {key: int((centres @ row).argmax()) for key, row in rows.items()}
    hits = []
    for query in unit(queries):
        opened = set(np.argsort(-(centres @ query))[:probes].tolist())
        hits.append(best({key: row for key, row in rows.items() if home[key] in opened}, query, k))
    return {"count": len(rows), "hits": hits}
