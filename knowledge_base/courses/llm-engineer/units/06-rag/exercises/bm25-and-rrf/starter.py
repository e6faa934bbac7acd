import math
from collections import Counter

import numpy as np


def bm25(documents, query, k1, b):
    # documents: n lists of terms, query: list of terms -> (n,) float64
    raise NotImplementedError


def rrf(rankings, k=60):
    # rankings: lists of ids, best first -> [(id, score), ...], best first
    raise NotImplementedError
