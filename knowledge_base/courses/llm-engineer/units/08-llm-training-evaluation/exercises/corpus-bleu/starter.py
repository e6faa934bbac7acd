import math
from collections import Counter


def clipped_counts(candidate, references, n):
    # candidate: list of tokens, references: list of lists -> (matches, total)
    raise NotImplementedError


def corpus_bleu(candidates, references, order):
    # -> {"precisions": list, "brevity_penalty": float, "bleu": float}
    raise NotImplementedError
