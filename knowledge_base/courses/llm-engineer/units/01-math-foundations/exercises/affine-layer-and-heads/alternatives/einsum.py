import numpy as np


def affine(x, weights, bias):
    return np.einsum("...i,io->...o", x, weights) + bias


def split_heads(x, heads):
    return np.einsum("nhk->hnk", x.reshape(len(x), heads, -1))


def merge_heads(parts):
    return np.einsum("hnk->nhk", parts).reshape(parts.shape[1], -1)
