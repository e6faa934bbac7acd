import numpy as np


def quantize(weights, bits, block):
    largest = ____
    blocks = -(-len(weights) // block)
    padded = np.zeros(blocks * block)
    padded[: len(weights)] = weights
    rows = padded.reshape(blocks, block)
    scales = ____
    steps = np.where(scales > 0, scales, 1.0)
    codes = ____.astype(np.int8)
    return codes.ravel()[: len(weights)], scales


def dequantize(codes, scales, block):
    return codes * ____[: len(codes)]


def output_error(matrix, x, bits, block):
    codes, scales = quantize(matrix.ravel(), bits, block)
    approximate = dequantize(codes, scales, block).reshape(matrix.shape)
    exact = matrix @ x
    return float(____)
