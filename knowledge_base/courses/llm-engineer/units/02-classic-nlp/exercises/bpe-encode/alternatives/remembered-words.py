from itertools import pairwise


def bpe_encode(text, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    known = {}
    encoded = []
    for word in text.split():
        if word not in known:
            known[word] = cut([*word, "</w>"], ranks)
        encoded.extend(known[word])
    return encoded


def cut(symbols, ranks):
    never = len(ranks)
    while len(symbols) > 1:
        best = min(pairwise(symbols), key=lambda pair: ranks.get(pair, never))
        if best not in ranks:
            break
        i = 0
        while i < len(symbols) - 1:
            if (symbols[i], symbols[i + 1]) == best:
                symbols[i : i + 2] = ["".join(best)]
            i += 1
    return symbols


def bpe_decode(symbols):
    words, word = [], ""
    for symbol in symbols:
        word += symbol
        if word.endswith("</w>"):
            words.append(word.removesuffix("</w>"))
            word = ""
    return " ".join([*words, word] if word else words)
