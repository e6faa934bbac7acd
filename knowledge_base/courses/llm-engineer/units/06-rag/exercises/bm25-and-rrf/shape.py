import math
from collections import Counter

import numpy as np


def bm25(documents, query, k1, b):
    counts = [Counter(document) for document in documents]
    lengths = np.array([len(document) for document in documents])
    norms = ____
    scores = np.zeros(len(documents))
    for term in query:
        found = np.array([count[term] for count in counts])
        has = ____
        n = has.sum()
        idf = ____
        scores[has] += ____
    return scores


def rrf(rankings, k=60):
    totals = Counter()
    for ranking in rankings:
        for place, document in ____:
            totals[document] += ____
    fused = [(document, round(total, 12)) for document, total in totals.items()]
    return sorted(fused, key=____)
