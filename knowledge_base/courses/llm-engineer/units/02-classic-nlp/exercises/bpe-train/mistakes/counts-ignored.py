from collections import Counter
from itertools import pairwise


def merge_pair(symbols, pair):
    merged = []
    i = 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            merged.append("".join(pair))
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


def bpe_train(counts, merges):
    words = [([*word, "</w>"], count) for word, count in counts.items()]
    learned = []
    for _ in range(merges):
        totals = Counter()
        for symbols, _count in words:
            for pair in pairwise(symbols):
                totals[pair] += 1  # fault
        if not totals:
            break
        best = min(totals, key=lambda pair: (-totals[pair], pair))
        learned.append(best)
        words = [(merge_pair(symbols, best), count) for symbols, count in words]
    return learned
