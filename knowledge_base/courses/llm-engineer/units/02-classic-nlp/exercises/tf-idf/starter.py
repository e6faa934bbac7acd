import numpy as np


def tf_idf(documents):
    # documents: [[str, ...], ...] -> ([str, ...], (n, V))
    raise NotImplementedError
