import numpy as np


def padding_mask(lengths, size):
    # lengths: (B,) -> bool: (B, 1, size)
    raise NotImplementedError


def causal_mask(size):
    # -> bool: (size, size)
    raise NotImplementedError


def decoder_mask(lengths, size):
    # lengths: (B,) -> bool: (B, size, size)
    raise NotImplementedError
