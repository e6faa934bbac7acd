import numpy as np


def co_occurrence(sentences, size, window):
    # [[int, ...], ...], int, int -> (size, size)
    raise NotImplementedError
