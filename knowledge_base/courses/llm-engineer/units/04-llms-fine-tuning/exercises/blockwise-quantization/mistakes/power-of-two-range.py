import numpy as np


def quantize(weights, bits, block):
    largest = 2 ** (bits - 1)  # fault
    blocks = -(-len(weights) // block)
    padded = np.zeros(blocks * block)
    padded[: len(weights)] = weights
    rows = padded.reshape(blocks, block)
    scales = np.abs(rows).max(axis=1) / largest
    steps = np.where(scales > 0, scales, 1.0)
    codes = np.rint(rows / steps[:, None]).astype(np.int8)
    return codes.ravel()[: len(weights)], scales


def dequantize(codes, scales, block):
    return codes * np.repeat(scales, block)[: len(codes)]


def output_error(matrix, x, bits, block):
    codes, scales = quantize(matrix.ravel(), bits, block)
    approximate = dequantize(codes, scales, block).reshape(matrix.shape)
    exact = matrix @ x
    return float(np.linalg.norm(approximate @ x - exact) / np.linalg.norm(exact))
