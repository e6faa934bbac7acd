from collections import Counter, defaultdict
from itertools import pairwise


def merge_pair(symbols, pair):
    merged = []
    waiting = list(reversed(symbols))
    while waiting:
        symbol = waiting.pop()
        if waiting and (symbol, waiting[-1]) == pair:
            symbol += waiting.pop()
        merged.append(symbol)
    return merged


def bpe_train(counts, merges):
    words = {word: [*word, "</w>"] for word in counts}
    totals, places = Counter(), defaultdict(set)

    def add(word, times):
        for pair in pairwise(words[word]):
            totals[pair] += times
            places[pair].add(word)
            if not totals[pair]:
                del totals[pair]

    for word, count in counts.items():
        add(word, count)
    learned = []
    while totals and len(learned) < merges:
        best = min(totals, key=lambda pair: (-totals[pair], pair))
        learned.append(best)
        for word in places[best].copy():
            add(word, -counts[word])
            words[word] = merge_pair(words[word], best)
            add(word, counts[word])
    return learned
