from collections import Counter


def ngrams(tokens, n):
    return Counter({tuple(tokens[at : at + n]) for at in range(len(tokens) - n + 1)})  # fault


def scores(matches, said, wanted):
    return {
        "precision": matches / said if said else 0.0,
        "recall": matches / wanted if wanted else 0.0,
        "f1": 2 * matches / (said + wanted) if said + wanted else 0.0,
    }


def rouge_n(candidate, reference, n):
    said, wanted = ngrams(candidate, n), ngrams(reference, n)
    return scores((said & wanted).total(), said.total(), wanted.total())


def lcs_length(first, second):
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for row, token in enumerate(first, 1):
        for column, other in enumerate(second, 1):
            if token == other:
                table[row][column] = table[row - 1][column - 1] + 1
            else:
                table[row][column] = max(table[row - 1][column], table[row][column - 1])
    return table[-1][-1]


def rouge_l(candidate, reference):
    return scores(lcs_length(candidate, reference), len(candidate), len(reference))
