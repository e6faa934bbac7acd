"""Perplexity, bits per byte, and a model of n-grams to compare with."""

from collections.abc import Sequence

from torch import nn


def window_nats(model: nn.Module, ids: Sequence[int], window: int, stride: int) -> float:
    """The nats of all tokens but the first, each scored once.

    A window of so many tokens moves on by `stride`; its first one scores all but its first token, each later
    one only the tokens that are new, and the last one ends with the text. The model reads at most `window`
    tokens at a time, in evaluation mode and without gradients.

    Raises:
        ValueError: the stride is not between 1 and `window` - 1; with more, the first token of a window would
            have nothing before it to be predicted from.
    """
    raise NotImplementedError


class NGram:
    """Interpolated counts of runs of tokens.

    p(w | h) = (c(hw) + m p(w | h')) / (c(h) + m), where h' is h without its oldest token, c(h) counts h in
    the training ids, and the recursion ends in the uniform distribution: 1 / vocabulary.

    Args:
        ids: to learn from.
        order: tokens of the longest run, with the one predicted.
        vocabulary: ids that there are.
        weight: m.
    """

    def __init__(self, ids: Sequence[int], order: int, vocabulary: int, weight: float = 1.0) -> None:
        raise NotImplementedError

    def probability(self, context: Sequence[int], token: int) -> float:
        """Of a token after a context, of which the last `order` - 1 tokens count."""
        raise NotImplementedError

    def nats(self, ids: Sequence[int]) -> float:
        """The nats of all tokens but the first, each after those before it."""
        raise NotImplementedError


def perplexity(nats: float, predictions: int) -> float:
    """The exponential of the nats of a prediction."""
    raise NotImplementedError


def bits_per_byte(nats: float, texts: Sequence[str]) -> float:
    """Bits for each byte in UTF-8 of the texts; the end of a text counts as one byte."""
    raise NotImplementedError
