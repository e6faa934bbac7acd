"""Texts into words."""


def tokenize(text: str) -> list[str]:
    """The words of a text, in order: lower case, composed Unicode (NFC), without punctuation."""
    raise NotImplementedError
