import numpy as np


def character_ngrams(word, low, high):
    marked = f"<{word}>"
    return [marked[i : i + n] for n in range(low, high + 1) for i in range(len(marked) - n + 1)]


def word_vector(word, vectors, low, high):
    ngrams = character_ngrams(word, low, high)
    known = [vectors[ngram] for ngram in ngrams if ngram in vectors]
    if not known:
        return np.zeros_like(next(iter(vectors.values())))
    return np.sum(known, axis=0) / len(ngrams)  # fault
