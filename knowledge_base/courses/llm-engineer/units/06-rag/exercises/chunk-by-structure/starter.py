def sentences(text):
    # text: str -> [[(start, end), ...], ...]: the sentences of each paragraph
    raise NotImplementedError


def chunks(text, limit, overlap):
    # text: str, limit: int, overlap: int -> [(start, end), ...]
    raise NotImplementedError
