"""Byte-level BPE."""

from collections.abc import Sequence
from pathlib import Path


class Tokenizer:
    """A tokenizer trained on texts, that can encode any other.

    Args:
        texts: of training alone.
        size: ids at most, with that of the end of a document.

    Attributes:
        eos: id of the end of a document; no text has it.
        size: ids that there are.
    """

    def __init__(self, texts: Sequence[str], size: int) -> None:
        raise NotImplementedError

    def encode(self, text: str) -> list[int]:
        """The ids of a text, without the end of the document."""
        raise NotImplementedError

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; the end of a document is nothing."""
        raise NotImplementedError

    def fertility(self, text: str) -> float:
        """Tokens for each word, where words are what blanks divide."""
        raise NotImplementedError

    def save(self, path: Path | str) -> None:
        """Write all that `load` needs."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: Path | str) -> "Tokenizer":
        """The tokenizer that was saved."""
        raise NotImplementedError


def joined(tokenizer: Tokenizer, texts: Sequence[str]) -> list[int]:
    """The ids of texts in a row, with the end of a document before the first and after each."""
    raise NotImplementedError
