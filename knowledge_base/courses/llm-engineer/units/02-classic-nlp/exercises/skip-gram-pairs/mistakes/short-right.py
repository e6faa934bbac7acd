def skip_gram_pairs(sentences, window):
    pairs = []
    for words in sentences:
        for i, centre in enumerate(words):
            left = words[max(i - window, 0) : i]
            right = words[i + 1 : i + window]  # fault
            pairs.extend((centre, context) for context in left + right)
    return pairs
