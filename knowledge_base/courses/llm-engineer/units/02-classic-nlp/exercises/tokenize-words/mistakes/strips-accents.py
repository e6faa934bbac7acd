import re
import unicodedata

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")


def tokenize(text):
    parts = unicodedata.normalize("NFD", text).lower()  # fault
    normal = "".join(c for c in parts if unicodedata.category(c) != "Mn")  # fault
    return TOKEN.findall(normal)
