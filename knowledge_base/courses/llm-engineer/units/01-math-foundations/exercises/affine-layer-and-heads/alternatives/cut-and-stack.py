import numpy as np


def affine(x, weights, bias):
    return np.dot(x, weights) + bias


def split_heads(x, heads):
    return np.stack(np.split(x, heads, axis=1))


def merge_heads(parts):
    return np.concatenate(parts, axis=1)
