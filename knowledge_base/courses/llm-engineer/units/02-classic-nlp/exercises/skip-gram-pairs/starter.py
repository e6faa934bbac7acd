def skip_gram_pairs(sentences, window):
    # [[str, ...], ...], int -> [(str, str), ...]
    raise NotImplementedError
