import numpy as np


def split_heads(x, heads):
    *batch, length, width = x.shape
    return x.reshape(*batch, heads, length, width // heads)  # fault


def merge_heads(x):
    *batch, heads, length, width = x.shape
    return x.swapaxes(-3, -2).reshape(*batch, length, heads * width)
