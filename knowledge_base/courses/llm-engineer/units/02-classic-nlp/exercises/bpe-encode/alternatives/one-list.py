def bpe_encode(text, merges):
    encoded = []
    for word in text.split():
        encoded += cut([*word, "</w>"], merges)
    return encoded


def cut(symbols, merges):
    k = 0
    while k < len(merges):
        joined = merge_pair(symbols, merges[k])
        k = k + 1 if len(joined) == len(symbols) else 0
        symbols = joined
    return symbols


def merge_pair(symbols, pair):
    merged = []
    waiting = list(reversed(symbols))
    while waiting:
        symbol = waiting.pop()
        if waiting and (symbol, waiting[-1]) == pair:
            symbol += waiting.pop()
        merged.append(symbol)
    return merged


def bpe_decode(symbols):
    return " ".join("".join(symbols).split("</w>")).rstrip()
