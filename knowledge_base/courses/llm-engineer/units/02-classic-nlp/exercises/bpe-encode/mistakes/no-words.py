from itertools import pairwise


def bpe_encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    return cut([*text, "</w>"], ranks)  # fault


def cut(symbols, ranks):
    while known := ranks.keys() & set(pairwise(symbols)):
        symbols = merge_pair(symbols, min(known, key=ranks.get))
    return symbols


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
