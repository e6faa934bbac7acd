"""Perplexity, bits per byte, and a model of n-grams to compare with."""

import math
from collections import Counter
from collections.abc import Sequence

import torch
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
    if not 1 <= stride < window:
        raise ValueError(f"a window of {window} cannot move by {stride}")
    model.eval()
    total, done, end = 0.0, 1, min(window, len(ids))
    with torch.no_grad():
        while done < len(ids):
            begin = max(0, end - window)
            seen = torch.tensor(ids[begin:end])
            chances = model(seen[None, :-1])[0].double().log_softmax(dim=-1)
            each = chances[torch.arange(len(seen) - 1), seen[1:]]
            total -= float(each[done - begin - 1 :].sum())
            done, end = end, min(end + stride, len(ids))
    return total


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
        self._order, self._vocabulary, self._weight = order, vocabulary, weight
        self._counts: Counter[tuple[int, ...]] = Counter()
        for n in range(1, order + 1):
            self._counts.update(tuple(ids[place : place + n]) for place in range(len(ids) - n + 1))
        self._counts[()] = len(ids)

    def probability(self, context: Sequence[int], token: int) -> float:
        """Of a token after a context, of which the last `order` - 1 tokens count."""
        chance = 1 / self._vocabulary
        for n in range(min(self._order, len(context) + 1)):
            past = tuple(context[len(context) - n :])
            seen, all_seen = self._counts[(*past, token)], self._counts[past]
            chance = (seen + self._weight * chance) / (all_seen + self._weight)
        return chance

    def nats(self, ids: Sequence[int]) -> float:
        """The nats of all tokens but the first, each after those before it."""
        reach = self._order - 1
        return -sum(
            math.log(self.probability(ids[max(0, place - reach) : place], ids[place]))
            for place in range(1, len(ids))
        )


def perplexity(nats: float, predictions: int) -> float:
    """The exponential of the nats of a prediction."""
    return math.exp(nats / predictions)


def bits_per_byte(nats: float, texts: Sequence[str]) -> float:
    """Bits for each byte in UTF-8 of the texts; the end of a text counts as one byte."""
    return nats / math.log(2) / sum(len(text.encode("utf-8")) + 1 for text in texts)
