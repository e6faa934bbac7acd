def skip_gram_pairs(sentences, window):
    words = sum(sentences, [])  # fault
    pairs = []
    for i, centre in enumerate(words):
        left = words[max(i - window, 0) : i]
        right = words[i + 1 : i + window + 1]
        pairs.extend((centre, context) for context in left + right)
    return pairs
