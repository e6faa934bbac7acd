import numpy as np


def character_ngrams(word, low, high):
    # str, int, int -> [str, ...]
    raise NotImplementedError


def word_vector(word, vectors, low, high):
    # str, {str: (d,)}, int, int -> (d,)
    raise NotImplementedError
