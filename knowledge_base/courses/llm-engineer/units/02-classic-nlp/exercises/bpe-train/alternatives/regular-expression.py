import re
from collections import Counter
from itertools import pairwise


def replacer(pair):
    whole = re.compile(rf"(?<!\S){re.escape(' '.join(pair))}(?!\S)")
    return lambda text: whole.sub(lambda _: "".join(pair), text)


def merge_pair(symbols, pair):
    return replacer(pair)(" ".join(symbols)).split()


def bpe_train(counts, merges):
    words = {" ".join([*word, "</w>"]): count for word, count in counts.items()}
    learned = []
    while len(learned) < merges:
        totals = Counter()
        for word, count in words.items():
            totals.update({pair: n * count for pair, n in Counter(pairwise(word.split())).items()})
        if not totals:
            break
        most = max(totals.values())
        learned.append(min(pair for pair, total in totals.items() if total == most))
        join = replacer(learned[-1])
        words = {join(word): count for word, count in words.items()}
    return learned
