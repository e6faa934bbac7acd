import re

TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")


def tokenize(text):
    normal = text.lower()  # fault
    return TOKEN.findall(normal)
