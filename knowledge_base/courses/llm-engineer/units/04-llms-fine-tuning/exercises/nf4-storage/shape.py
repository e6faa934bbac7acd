import numpy as np


def pack_nf4(weights, levels, block):
    starts = np.arange(0, len(weights), block)
    scales = np.maximum.reduceat(____, starts)
    relative = weights / scales[____]
    codes = ____.astype(np.uint8)
    if len(codes) % 2 == 1:
        codes = np.append(codes, np.uint8(0))
    return ____, scales


def unpack_nf4(packed, scales, levels, block, count):
    codes = np.stack([____, ____], axis=1).ravel()[:count]
    return levels[codes] * scales[____]


def bits_per_weight(block, group):
    return 4 + ____ + ____
