import re
import unicodedata

TOKEN = re.compile(r"[^\W_]+|[^\w\s]+|_")  # fault


def tokenize(text):
    normal = unicodedata.normalize("NFC", text).lower()
    return TOKEN.findall(normal)
