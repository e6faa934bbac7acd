import numpy as np


def split_heads(x, heads):
    *batch, length, width = x.shape
    parts = x.reshape(*batch, length, width // heads, heads)  # fault
    return np.moveaxis(parts, -1, -3)


def merge_heads(x):
    *batch, heads, length, width = x.shape
    return np.moveaxis(x, -3, -1).reshape(*batch, length, heads * width)  # fault
