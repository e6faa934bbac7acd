def skip_gram_pairs(sentences, window):
    pairs = []
    for words in sentences:
        for i, centre in enumerate(words):
            left = words[____ : i]
            right = words[i + 1 : ____]
            pairs.extend(____ for context in left + right)
    return pairs
