from collections import Counter


def ngrams(tokens, n):
    return Counter(tuple(tokens[at : at + n]) for at in range(____))


def scores(matches, said, wanted):
    return {
        "precision": ____ if said else 0.0,
        "recall": ____ if wanted else 0.0,
        "f1": ____ if said + wanted else 0.0,
    }


def rouge_n(candidate, reference, n):
    said, wanted = ngrams(candidate, n), ngrams(reference, n)
    return scores(____, said.total(), wanted.total())


def lcs_length(first, second):
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for row, token in enumerate(first, 1):
        for column, other in enumerate(second, 1):
            if token == other:
                table[row][column] = ____
            else:
                table[row][column] = max(____, ____)
    return table[-1][-1]


def rouge_l(candidate, reference):
    return scores(____, len(candidate), len(reference))
