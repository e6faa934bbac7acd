import numpy as np


def multi_head_attention(x, weights, heads, mask=None):
    # x: (B, T, D)  weights: {"query", "key", "value", "output"}, each (D, D)  mask: bool (B, T, T)
    # -> (B, T, D)
    raise NotImplementedError
