def skip_gram_pairs(sentences, window):
    offsets = [*range(-window, 0), *range(1, window + 1)]
    pairs = []
    for words in sentences:
        for i, centre in enumerate(words):
            pairs += [(centre, words[i + offset]) for offset in offsets if 0 <= i + offset < len(words)]
    return pairs
