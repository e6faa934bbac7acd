import re
import unicodedata

TOKEN = re.compile(r"[^\W_]+")  # fault


def tokenize(text):
    normal = unicodedata.normalize("NFC", text).lower()
    return TOKEN.findall(normal)
