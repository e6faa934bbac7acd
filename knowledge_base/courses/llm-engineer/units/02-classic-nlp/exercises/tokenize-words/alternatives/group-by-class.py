from itertools import groupby
from unicodedata import normalize


def tokenize(text):
    tokens = []
    for is_word, characters in groupby(normalize("NFC", text).lower(), key=str.isalnum):
        if is_word:
            tokens.append("".join(characters))
        else:
            tokens.extend(mark for mark in characters if not mark.isspace())
    return tokens
