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
    totals = Counter()  # fault
    for word, count in counts.items():
        for pair in pairwise([*word, "</w>"]):
            totals[pair] += count
    ranked = sorted(totals, key=lambda pair: (-totals[pair], pair))  # fault
    return ranked[:merges]
