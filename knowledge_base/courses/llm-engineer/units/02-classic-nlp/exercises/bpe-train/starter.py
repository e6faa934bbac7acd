def merge_pair(symbols, pair):
    # symbols: [text, ...], pair: (text, text) -> [text, ...]
    raise NotImplementedError


def bpe_train(counts, merges):
    # counts: {word: int}, merges: int -> [(text, text), ...]
    raise NotImplementedError
