import re
import unicodedata

TOKEN = re.compile(r"\w+|[^\w\s]")  # fault


def tokenize(text):
    normal = unicodedata.normalize("NFC", text).lower()
    return TOKEN.findall(normal)
