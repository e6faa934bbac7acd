import numpy as np


def split_heads(x, heads):
    batch, length, width = x.shape  # fault
    return x.reshape(batch, length, heads, width // heads).transpose(0, 2, 1, 3)  # fault


def merge_heads(x):
    batch, heads, length, width = x.shape  # fault
    return x.transpose(0, 2, 1, 3).reshape(batch, length, heads * width)  # fault
