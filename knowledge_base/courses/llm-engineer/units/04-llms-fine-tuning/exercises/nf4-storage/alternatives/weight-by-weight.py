import numpy as np


def pack_nf4(weights, levels, block):
    numbers = weights.tolist()
    scales = [max(map(abs, numbers[at : at + block])) for at in range(0, len(numbers), block)]
    codes = []
    for index, number in enumerate(numbers):
        relative = number / scales[index // block]
        codes.append(min(range(16), key=lambda code: abs(relative - levels[code])))
    codes += [0] * (len(codes) % 2)
    packed = [16 * codes[at] + codes[at + 1] for at in range(0, len(codes), 2)]
    return np.array(packed, dtype=np.uint8), np.array(scales)


def unpack_nf4(packed, scales, levels, block, count):
    codes = [code for byte in packed.tolist() for code in divmod(byte, 16)]
    return np.array([levels[codes[at]] * scales[at // block] for at in range(count)])


def bits_per_weight(block, group):
    weights = block * group
    return (4 * weights + 8 * group + 32) / weights
