from collections import Counter


def rouge_n(candidate, reference, n):
    # two lists of tokens -> {"precision", "recall", "f1": float}
    raise NotImplementedError


def lcs_length(first, second):
    # two lists of tokens -> int
    raise NotImplementedError


def rouge_l(candidate, reference):
    # two lists of tokens -> {"precision", "recall", "f1": float}
    raise NotImplementedError
