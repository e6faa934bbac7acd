from itertools import pairwise


def bpe_encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    return [symbol for word in text.split() for symbol in cut([*word, "</w>"], ranks)]


def cut(symbols, ranks):
    ranks = dict(ranks)
    while known := ranks.keys() & set(pairwise(symbols)):
        best = min(known, key=ranks.get)
        symbols = merge_pair(symbols, best)
        del ranks[best]  # fault
    return symbols


def merge_pair(symbols, pair):
    i = list(pairwise(symbols)).index(pair)
    return symbols[:i] + ["".join(pair)] + symbols[i + 2 :]  # fault


def bpe_decode(symbols):
    return "".join(symbols).replace("</w>", " ").strip()
