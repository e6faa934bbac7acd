from collections import Counter
from itertools import pairwise


def merge_pair(symbols, pair):
    i = 0
    while i < len(symbols) - 1:
        if (symbols[i], symbols[i + 1]) == pair:
            symbols[i : i + 2] = ["".join(pair)]  # fault
        i += 1
    return symbols


def bpe_train(counts, merges):
    words = [([*word, "</w>"], count) for word, count in counts.items()]
    learned = []
    for _ in range(merges):
        totals = Counter()
        for symbols, count in words:
            for pair in pairwise(symbols):
                totals[pair] += count
        if not totals:
            break
        best = min(totals, key=lambda pair: (-totals[pair], pair))
        learned.append(best)
        words = [(merge_pair(symbols, best), count) for symbols, count in words]
    return learned
