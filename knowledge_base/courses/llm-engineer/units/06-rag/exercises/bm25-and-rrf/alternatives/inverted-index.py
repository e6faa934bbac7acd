import math
from collections import Counter, defaultdict
from itertools import groupby

import numpy as np


def bm25(documents, query, k1, b):
    postings = defaultdict(list)  # of each term, the documents that have it and how often
    for at, document in enumerate(documents):
        for term, times in Counter(document).items():
            postings[term].append((at, times))
    mean = sum(map(len, documents)) / len(documents)
    scores = [0.0] * len(documents)
    for term, weight in Counter(query).items():
        having = len(postings[term])
        weight *= math.log1p((len(documents) - having + 0.5) / (having + 0.5))
        for at, times in postings[term]:
            norm = k1 * (1 - b + b * len(documents[at]) / mean)
            scores[at] += weight * times * (k1 + 1) / (times + norm)
    return np.array(scores)


def rrf(rankings, k=60):
    places = sorted((document, place) for ranking in rankings for place, document in enumerate(ranking, 1))
    fused = {
        document: round(math.fsum(1 / (k + place) for _, place in group), 12)
        for document, group in groupby(places, key=lambda pair: pair[0])
    }
    return sorted(fused.items(), key=lambda item: -item[1])  # stable, so ties stay by id
