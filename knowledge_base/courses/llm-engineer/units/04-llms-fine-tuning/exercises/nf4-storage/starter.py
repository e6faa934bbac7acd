import numpy as np


def pack_nf4(weights, levels, block):
    # weights: (n,), levels: (16,) -> packed: (ceil(n / 2),) uint8, scales: (blocks,) float64
    raise NotImplementedError


def unpack_nf4(packed, scales, levels, block, count):
    # -> (count,) float64
    raise NotImplementedError


def bits_per_weight(block, group):
    # -> float
    raise NotImplementedError
