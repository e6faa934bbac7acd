import math
from collections import Counter

import numpy as np


def tf_idf(documents):
    bags = [Counter(document) for document in documents]
    df = Counter(term for bag in bags for term in bag)
    idf = {term: math.log((1 + len(bags)) / (1 + seen)) + 1 for term, seen in df.items()}
    vocabulary = sorted(df)
    matrix = np.zeros((len(bags), len(vocabulary)))
    column = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    for row, bag in zip(matrix, bags, strict=True):
        norm = math.hypot(*(count * idf[term] for term, count in bag.items()))
        for term, count in bag.items():
            row[column[term]] = count * idf[term] / norm
    return vocabulary, matrix
