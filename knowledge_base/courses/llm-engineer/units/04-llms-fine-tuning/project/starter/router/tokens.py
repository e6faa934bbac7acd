"""From texts to ids."""

from collections.abc import Sequence

import torch

PADDING, UNKNOWN, FIRST = 0, 1, 2
LONGEST = 48  # ids of a message; what comes after is cut off


class Tokens:
    """A tokenizer trained on texts.

    Args:
        texts: to learn from; never those of the test.
        size: entries of the vocabulary at most.

    Attributes:
        size: entries that it has.
    """

    def __init__(self, texts: Sequence[str], size: int = 900) -> None:
        raise NotImplementedError

    def encode(self, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and mask, both whole numbers of shape (texts, longest); the mask is 0 on padding, else 1."""
        raise NotImplementedError

    def dump(self) -> str:
        """All that `restore` needs."""
        raise NotImplementedError

    @classmethod
    def restore(cls, text: str) -> "Tokens":
        """The tokenizer that `dump` wrote."""
        raise NotImplementedError
