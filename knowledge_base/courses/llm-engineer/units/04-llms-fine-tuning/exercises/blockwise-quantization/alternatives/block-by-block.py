import numpy as np


def quantize(weights, bits, block):
    largest = 2 ** (bits - 1) - 1
    codes, scales = [], []
    for start in range(0, len(weights), block):
        part = weights[start : start + block]
        scale = np.abs(part).max() / largest
        scales.append(scale)
        codes.append(np.rint(part / scale) if scale > 0 else np.zeros(len(part)))
    return np.concatenate(codes).astype(np.int8), np.array(scales)


def dequantize(codes, scales, block):
    return np.array([code * scales[index // block] for index, code in enumerate(codes.tolist())])


def output_error(matrix, x, bits, block):
    codes, scales = quantize(matrix.flatten(), bits, block)
    difference = dequantize(codes, scales, block).reshape(matrix.shape) - matrix
    return float(np.linalg.norm(difference @ x) / np.linalg.norm(matrix @ x))
