from itertools import pairwise


def bpe_encode(text, merges):
    ranks = ____
    return [symbol for word in text.split() for symbol in cut(____, ranks)]


def cut(symbols, ranks):
    while known := ____:
        symbols = merge_pair(symbols, ____)
    return symbols


def merge_pair(symbols, pair):
    merged = []
    i = 0
    while i < len(symbols):
        if ____:
            merged.append("".join(pair))
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


def bpe_decode(symbols):
    return "".join(symbols)____
