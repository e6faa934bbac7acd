from collections import Counter
from itertools import pairwise


def merge_pair(symbols, pair):
    merged = []
    i = 0
    while i < len(symbols):
        if ____:
            merged.append("".join(pair))
            i += ____
        else:
            merged.append(symbols[i])
            i += 1
    return merged


def bpe_train(counts, merges):
    words = [(____, count) for word, count in counts.items()]
    learned = []
    for _ in range(merges):
        totals = Counter()
        for symbols, count in words:
            for pair in pairwise(symbols):
                totals[pair] += ____
        if ____:
            break
        best = min(totals, key=lambda pair: ____)
        learned.append(best)
        words = [(____, count) for symbols, count in words]
    return learned
