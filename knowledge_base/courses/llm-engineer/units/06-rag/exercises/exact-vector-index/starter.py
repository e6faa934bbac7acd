import numpy as np


def create(dimension):
    # dimension: int -> {"ids": (0,) int64, "vectors": (0, dimension) float64}
    raise NotImplementedError


def add(index, ids, vectors):
    # ids: (m,) int64, vectors: (m, d) float64 -> a new index
    raise NotImplementedError


def remove(index, ids):
    # ids: (m,) int64 -> a new index
    raise NotImplementedError


def search(index, queries, k, metric):
    # queries: (Q, d) float64, metric: "ip" or "l2" -> ids (Q, k) int64, scores (Q, k) float64
    raise NotImplementedError
