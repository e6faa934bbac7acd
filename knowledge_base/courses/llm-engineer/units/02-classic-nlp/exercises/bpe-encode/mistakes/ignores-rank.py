from itertools import pairwise


def bpe_encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    return [symbol for word in text.split() for symbol in cut([*word, "</w>"], ranks)]


def cut(symbols, ranks):
    while True:
        known = [pair for pair in pairwise(symbols) if pair in ranks]
        if not known:
            return symbols
        symbols = merge_pair(symbols, known[0])  # fault


def merge_pair(symbols, pair):
    merged = []
    i = 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            merged.append("".join(pair))
            i += 2
        else:
            merged.append(symbols[i])
            i += 1
    return merged


def bpe_decode(symbols):
    return "".join(symbols).replace("</w>", " ").strip()
