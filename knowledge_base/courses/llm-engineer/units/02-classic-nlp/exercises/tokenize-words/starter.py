def tokenize(text):
    # str -> [str, ...]
    raise NotImplementedError
