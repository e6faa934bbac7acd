import numpy as np


def character_ngrams(word, low, high):
    marked = f"<{word}>"
    return [marked[i : i + n] for n in range(low, high) for i in range(len(marked) - n + 1)]  # fault


def word_vector(word, vectors, low, high):
    known = [vectors[ngram] for ngram in character_ngrams(word, low, high) if ngram in vectors]
    if not known:
        return np.zeros_like(next(iter(vectors.values())))
    return np.mean(known, axis=0)
