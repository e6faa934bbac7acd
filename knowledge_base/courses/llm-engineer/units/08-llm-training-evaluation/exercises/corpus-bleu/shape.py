import math
from collections import Counter


def ngrams(tokens, n):
    return Counter(____)


def clipped_counts(candidate, references, n):
    counts = ngrams(candidate, n)
    allowed = Counter()
    for reference in references:
        ____
    return ____, counts.total()


def nearest_length(candidate, references):
    lengths = [len(reference) for reference in references]
    return min(lengths, key=lambda length: ____)


def corpus_bleu(candidates, references, order):
    pairs = list(zip(candidates, references, strict=True))
    precisions = []
    for n in range(1, order + 1):
        counted = [clipped_counts(candidate, options, n) for candidate, options in pairs]
        matches, total = (sum(column) for column in zip(*counted, strict=True))
        precisions.append(____)
    c = sum(map(len, candidates))
    r = sum(nearest_length(candidate, options) for candidate, options in pairs)
    penalty = ____
    bleu = penalty * ____
    return {"precisions": precisions, "brevity_penalty": penalty, "bleu": bleu}
