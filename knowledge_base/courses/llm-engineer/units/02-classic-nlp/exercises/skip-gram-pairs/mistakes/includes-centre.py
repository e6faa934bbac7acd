def skip_gram_pairs(sentences, window):
    pairs = []
    for words in sentences:
        for i, centre in enumerate(words):
            near = words[max(i - window, 0) : i + window + 1]
            pairs.extend((centre, context) for context in near)  # fault
    return pairs
