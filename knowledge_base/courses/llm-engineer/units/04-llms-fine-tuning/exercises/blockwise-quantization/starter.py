import numpy as np


def quantize(weights, bits, block):
    # weights: (n,) -> codes: (n,) int8, scales: (blocks,) float64
    raise NotImplementedError


def dequantize(codes, scales, block):
    # -> (n,) float64
    raise NotImplementedError


def output_error(matrix, x, bits, block):
    # matrix: (rows, columns), x: (columns,) -> float
    raise NotImplementedError
