import math


def windows(length, window, stride):
    # -> list of (start, end, scored)
    raise NotImplementedError


def perplexity(means, counts):
    # nats a token of each batch, tokens of each batch -> float
    raise NotImplementedError


def bits_per_byte(mean, tokens, text):
    # nats a token, number of tokens, str -> float
    raise NotImplementedError
