import math
from collections import Counter


def ngrams(tokens, n):
    return Counter(tuple(tokens[at : at + n]) for at in range(len(tokens) - n + 1))


def clipped_counts(candidate, references, n):
    counts = ngrams(candidate, n)
    allowed = Counter()
    for reference in references:
        allowed |= ngrams(reference, n)
    matches = sum(count for gram, count in counts.items() if gram in allowed)  # fault
    return matches, counts.total()


def nearest_length(candidate, references):
    lengths = [len(reference) for reference in references]
    return min(lengths, key=lambda length: (abs(length - len(candidate)), length))


def corpus_bleu(candidates, references, order):
    pairs = list(zip(candidates, references, strict=True))
    precisions = []
    for n in range(1, order + 1):
        counted = [clipped_counts(candidate, options, n) for candidate, options in pairs]
        matches, total = (sum(column) for column in zip(*counted, strict=True))
        precisions.append(matches / total if total else 0.0)
    c = sum(map(len, candidates))
    r = sum(nearest_length(candidate, options) for candidate, options in pairs)
    penalty = math.exp(min(0.0, 1 - r / c)) if c else 0.0
    bleu = penalty * math.prod(precisions) ** (1 / order)
    return {"precisions": precisions, "brevity_penalty": penalty, "bleu": bleu}
