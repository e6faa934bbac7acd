def instructions(text):
    # str -> list of (line, name, value)
    raise NotImplementedError


def review(text):
    # str -> sorted list of (line, rule)
    raise NotImplementedError
