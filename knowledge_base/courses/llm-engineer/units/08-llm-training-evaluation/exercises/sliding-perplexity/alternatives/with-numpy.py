import math

import numpy as np


def windows(length, window, stride):
    more = max(0, -(-(length - window) // stride))
    ends = np.minimum(window + stride * np.arange(more + 1), length)
    starts = np.maximum(ends - window, 0)
    scored = np.append(0, ends[:-1])
    return list(zip(starts.tolist(), ends.tolist(), scored.tolist(), strict=True))


def perplexity(means, counts):
    return float(np.exp(np.average(means, weights=counts)))


def bits_per_byte(mean, tokens, text):
    return mean / math.log(2) * (tokens / len(bytes(text, "utf-8")))
