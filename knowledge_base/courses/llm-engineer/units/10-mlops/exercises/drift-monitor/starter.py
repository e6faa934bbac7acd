import numpy as np


def psi(reference, current, edges):
    # (n,), (m,), (k,) -> float
    raise NotImplementedError


def alerts(values, limit, patience):
    # list, number, int -> list of indices
    raise NotImplementedError
