import unicodedata


def tokenize(text):
    normal = unicodedata.normalize("NFC", text).lower()
    return normal.split()  # fault
