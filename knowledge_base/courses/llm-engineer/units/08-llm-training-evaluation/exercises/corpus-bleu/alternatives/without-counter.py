import math


def tally(tokens, n):
    counts = {}
    for at in range(len(tokens) - n + 1):
        gram = tuple(tokens[at : at + n])
        counts[gram] = counts.get(gram, 0) + 1
    return counts


def clipped_counts(candidate, references, n):
    own = tally(candidate, n)
    tables = [tally(reference, n) for reference in references]
    matches = sum(min(count, max(table.get(gram, 0) for table in tables)) for gram, count in own.items())
    return matches, sum(own.values())


def corpus_bleu(candidates, references, order):
    matches, totals = [0] * order, [0] * order
    c = r = 0
    for candidate, options in zip(candidates, references, strict=True):
        c += len(candidate)
        r += min((abs(len(option) - len(candidate)), len(option)) for option in options)[1]
        for n in range(order):
            found, total = clipped_counts(candidate, options, n + 1)
            matches[n] += found
            totals[n] += total
    precisions = [found / total if total else 0.0 for found, total in zip(matches, totals, strict=True)]
    if c == 0:
        return {"precisions": precisions, "brevity_penalty": 0.0, "bleu": 0.0}
    penalty = 1.0 if c >= r else math.exp(1 - r / c)
    bleu = 0.0
    if min(precisions) > 0:
        bleu = penalty * math.exp(sum(math.log(p) for p in precisions) / order)
    return {"precisions": precisions, "brevity_penalty": penalty, "bleu": bleu}
