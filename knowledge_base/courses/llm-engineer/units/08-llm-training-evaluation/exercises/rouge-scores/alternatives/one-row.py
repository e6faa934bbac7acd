from collections import Counter


def lcs_length(first, second):
    row = [0] * (len(second) + 1)
    for token in first:
        diagonal = 0
        for column, other in enumerate(second, 1):
            above = row[column]
            row[column] = diagonal + 1 if token == other else max(above, row[column - 1])
            diagonal = above
    return row[-1]


def harmonic(matches, said, wanted):
    precision = matches / said if said else 0.0
    recall = matches / wanted if wanted else 0.0
    both = precision + recall
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


def rouge_n(candidate, reference, n):
    grams = [list(zip(*(tokens[at:] for at in range(n)), strict=False)) for tokens in (candidate, reference)]
    own, other = map(Counter, grams)
    matches = sum(min(count, other[gram]) for gram, count in own.items())
    return harmonic(matches, len(grams[0]), len(grams[1]))


def rouge_l(candidate, reference):
    return harmonic(lcs_length(candidate, reference), len(candidate), len(reference))
