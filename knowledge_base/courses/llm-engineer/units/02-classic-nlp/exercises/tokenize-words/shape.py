import re
import unicodedata

TOKEN = re.compile(r"____+|____|_")


def tokenize(text):
    normal = unicodedata.normalize(____, text)____
    return TOKEN.findall(normal)
