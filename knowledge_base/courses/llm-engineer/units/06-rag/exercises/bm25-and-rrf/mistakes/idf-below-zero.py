import math
from collections import Counter

import numpy as np


def bm25(documents, query, k1, b):
    counts = [Counter(document) for document in documents]
    lengths = np.array([len(document) for document in documents])
    norms = k1 * (1 - b + b * lengths / lengths.mean())
    scores = np.zeros(len(documents))
    for term in query:
        found = np.array([count[term] for count in counts])
        has = found > 0
        n = has.sum()
        idf = math.log((len(documents) - n + 0.5) / (n + 0.5))  # fault
        scores[has] += idf * found[has] * (k1 + 1) / (found[has] + norms[has])
    return scores


def rrf(rankings, k=60):
    totals = Counter()
    for ranking in rankings:
        for place, document in enumerate(ranking, start=1):
            totals[document] += 1 / (k + place)
    fused = [(document, round(total, 12)) for document, total in totals.items()]
    return sorted(fused, key=lambda item: (-item[1], item[0]))
