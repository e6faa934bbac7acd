import numpy as np


def encoder_layer(x, lengths, weights, heads):
    # x: (B, T, D)  lengths: (B,)  weights: matrices and vectors by name -> (B, T, D)
    raise NotImplementedError
