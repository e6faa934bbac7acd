"""Texts into words."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def tokenize(text: str) -> list[str]:
    """The words of a text, in order: lower case, composed Unicode (NFC), without punctuation."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())
