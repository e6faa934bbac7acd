"""Whether the model says its training by heart."""

from collections.abc import Sequence

from torch import nn


def recited(
    model: nn.Module, documents: Sequence[Sequence[int]], prompt: int, length: int, context: int, eos: int
) -> float:
    """The share of documents whose continuation comes back token by token.

    Args:
        model, context, eos: see `sampling.continued`; decoding is greedy.
        documents: ids of each, with `eos` before the first token; those with fewer than `prompt` + `length`
            ids do not count.
        prompt: ids at the beginning of each that are given.
        length: ids after those that must be the same.
    """
    raise NotImplementedError
