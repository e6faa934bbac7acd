import math


def dot(u, v):
    return float(sum(a * b for a, b in zip(u, v, strict=True)))


def norm(u):
    return math.hypot(*u)


def cosine(u, v):
    if not u.any() or not v.any():
        return 0.0
    return dot(u, v) / (norm(u) * norm(v))
