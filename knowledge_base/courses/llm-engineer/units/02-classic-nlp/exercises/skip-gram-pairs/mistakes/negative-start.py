def skip_gram_pairs(sentences, window):
    pairs = []
    for words in sentences:
        for i, centre in enumerate(words):
            left = words[i - window : i]  # fault
            right = words[i + 1 : i + window + 1]
            pairs.extend((centre, context) for context in left + right)
    return pairs
