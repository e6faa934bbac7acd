import numpy as np


def character_ngrams(word, low, high):
    marked = ____
    return [marked[i : i + n] for n in range(____) for i in range(____)]


def word_vector(word, vectors, low, high):
    known = [vectors[ngram] for ngram in character_ngrams(word, low, high) if ngram in vectors]
    if not known:
        return ____
    return ____
