def skip_gram_pairs(sentences, window):
    pairs = []
    for words in sentences:
        places = []
        for k in range(1, min(window, len(words)) + 1):
            for i in range(len(words) - k):
                places += [(i, i + k), (i + k, i)]
        pairs += [(words[i], words[j]) for i, j in sorted(places)]
    return pairs
