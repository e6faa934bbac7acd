import math
from collections import Counter


def every_ngram(tokens, order):
    return Counter(
        tuple(tokens[at : at + n]) for n in range(1, order + 1) for at in range(len(tokens) - n + 1)
    )


def clipped_counts(candidate, references, n):
    own = Counter(gram for gram in every_ngram(candidate, n).elements() if len(gram) == n)
    limits = [every_ngram(reference, n) for reference in references]
    matches = sum(min(count, max(limit[gram] for limit in limits)) for gram, count in own.items())
    return matches, own.total()


def corpus_bleu(candidates, references, order):
    found, made, c, r = Counter(), Counter(), 0, 0
    for candidate, options in zip(candidates, references, strict=True):
        limits = [every_ngram(option, order) for option in options]
        for gram, count in every_ngram(candidate, order).items():
            made[len(gram)] += count
            found[len(gram)] += min(count, max(limit[gram] for limit in limits))
        c += len(candidate)
        r += sorted((abs(len(option) - len(candidate)), len(option)) for option in options)[0][1]
    precisions = [found[n] / made[n] if made[n] else 0.0 for n in range(1, order + 1)]
    penalty = 0.0 if c == 0 else min(1.0, math.exp(1 - r / c))
    mean = math.prod(p ** (1 / order) for p in precisions)
    return {"precisions": precisions, "brevity_penalty": penalty, "bleu": penalty * mean}
