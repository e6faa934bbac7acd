def bpe_encode(text, merges):
    # text: str, merges: [(str, str), ...] -> [str, ...]
    raise NotImplementedError


def bpe_decode(symbols):
    # symbols: [str, ...] -> str
    raise NotImplementedError
