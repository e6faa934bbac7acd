import numpy as np


def attention(query, key, value, mask=None):
    # query: (..., Tq, d)  key: (..., Tk, d)  value: (..., Tk, dv)  mask: bool, up to (..., Tq, Tk)
    # -> output: (..., Tq, dv), weights: (..., Tq, Tk)
    raise NotImplementedError
