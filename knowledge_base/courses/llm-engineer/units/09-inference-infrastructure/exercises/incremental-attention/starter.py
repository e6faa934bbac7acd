import numpy as np


def prefill(x, weights, heads):
    # x: (T, D) -> (T, D), {"keys": (G, T, d), "values": (G, T, d)}
    raise NotImplementedError


def decode_step(x, cache, weights, heads):
    # x: (D,), cache: {"keys": (G, T, d), "values": (G, T, d)}
    # -> (D,), {"keys": (G, T + 1, d), "values": (G, T + 1, d)}
    raise NotImplementedError
