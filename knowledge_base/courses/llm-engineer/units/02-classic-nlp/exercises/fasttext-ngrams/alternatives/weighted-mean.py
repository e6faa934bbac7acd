from collections import Counter

import numpy as np


def character_ngrams(word, low, high):
    marked = f"<{word}>"
    last = min(high, len(marked))
    return [marked[end - n : end] for n in range(low, last + 1) for end in range(n, len(marked) + 1)]


def word_vector(word, vectors, low, high):
    counts = Counter(ngram for ngram in character_ngrams(word, low, high) if ngram in vectors)
    matrix = np.array([vectors[ngram] for ngram in counts] or [next(iter(vectors.values()))])
    weights = np.array(list(counts.values()) or [0], dtype=float)
    return weights @ matrix / max(weights.sum(), 1)
