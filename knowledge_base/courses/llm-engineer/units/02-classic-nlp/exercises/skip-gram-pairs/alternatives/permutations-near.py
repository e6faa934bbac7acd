from itertools import permutations


def skip_gram_pairs(sentences, window):
    return [
        (words[i], words[j])
        for words in sentences
        for i, j in permutations(range(len(words)), 2)
        if abs(i - j) <= window
    ]
