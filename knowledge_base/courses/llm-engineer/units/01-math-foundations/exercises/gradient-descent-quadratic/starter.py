import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    # a: (d, d), b: (d,), start: (d,) -> (w: (d,), steps: int)
    raise NotImplementedError
