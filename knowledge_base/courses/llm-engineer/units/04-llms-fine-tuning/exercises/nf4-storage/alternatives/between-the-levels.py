import numpy as np


def pack_nf4(weights, levels, block):
    blocks = -(-len(weights) // block)
    padded = np.pad(weights, (0, blocks * block - len(weights))).reshape(blocks, block)
    scales = np.abs(padded).max(axis=1)
    relative = (padded / scales[:, None]).ravel()[: len(weights)]
    codes = np.searchsorted((levels[1:] + levels[:-1]) / 2, relative).astype(np.uint8)
    pairs = np.pad(codes, (0, len(codes) % 2)).reshape(-1, 2)
    return pairs[:, 0] * np.uint8(16) + pairs[:, 1], scales


def unpack_nf4(packed, scales, levels, block, count):
    codes = np.empty(2 * len(packed), dtype=int)
    codes[0::2], codes[1::2] = packed // 16, packed % 16
    return levels[codes[:count]] * np.repeat(scales, block)[:count]


def bits_per_weight(block, group):
    return 4 + (8 + 32 / group) / block
