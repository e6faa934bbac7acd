import numpy as np


def split_heads(x, heads):
    # x: (..., T, D) -> (..., heads, T, D // heads)
    raise NotImplementedError


def merge_heads(x):
    # x: (..., H, T, d) -> (..., T, H * d)
    raise NotImplementedError
