import numpy as np


def pack_nf4(weights, levels, block):
    starts = np.arange(0, len(weights), block)
    scales = np.maximum.reduceat(weights, starts)  # fault
    relative = weights / scales[np.arange(len(weights)) // block]
    codes = np.abs(relative[:, None] - levels).argmin(axis=1).astype(np.uint8)
    if len(codes) % 2 == 1:
        codes = np.append(codes, np.uint8(0))
    return codes[0::2] << 4 | codes[1::2], scales


def unpack_nf4(packed, scales, levels, block, count):
    codes = np.stack([packed >> 4, packed & 15], axis=1).ravel()[:count]
    return levels[codes] * scales[np.arange(count) // block]


def bits_per_weight(block, group):
    return 4 + 8 / block + 32 / (block * group)
