def character_ngrams(word, low, high):
    marked = "<" + word + ">"
    ngrams = []
    for n in range(low, high + 1):
        copies = [marked[start:] for start in range(n)]
        ngrams += map("".join, zip(*copies, strict=False))
    return ngrams


def word_vector(word, vectors, low, high):
    total, found = 0.0 * next(iter(vectors.values())), 0
    for ngram in character_ngrams(word, low, high):
        vector = vectors.get(ngram)
        if vector is not None:
            total = total + vector
            found += 1
    return total / max(found, 1)
