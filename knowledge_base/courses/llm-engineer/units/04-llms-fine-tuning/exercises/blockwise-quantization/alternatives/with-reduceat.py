import numpy as np


def quantize(weights, bits, block):
    starts = np.arange(0, len(weights), block)
    scales = np.maximum.reduceat(np.abs(weights), starts) / (2 ** (bits - 1) - 1)
    steps = scales[np.arange(len(weights)) // block]
    codes = np.divide(weights, steps, out=np.zeros(len(weights)), where=steps > 0)
    return np.rint(codes).astype(np.int8), scales


def dequantize(codes, scales, block):
    return codes * scales[np.arange(len(codes)) // block]


def output_error(matrix, x, bits, block):
    codes, scales = quantize(matrix.ravel(), bits, block)
    exact = matrix @ x
    error = dequantize(codes, scales, block).reshape(matrix.shape) @ x - exact
    return float(np.sqrt((error**2).sum() / (exact**2).sum()))
