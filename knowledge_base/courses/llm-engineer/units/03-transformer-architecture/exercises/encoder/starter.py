import numpy as np


def encode(tokens, lengths, weights, heads):
    # tokens: (B, T)  lengths: (B,)  weights: arrays by name, and a list of layers -> (B, T, D)
    raise NotImplementedError
