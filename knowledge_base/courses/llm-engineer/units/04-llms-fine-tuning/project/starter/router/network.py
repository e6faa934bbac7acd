"""The encoder."""

import torch
from torch import nn


class Encoder(nn.Module):
    """A small Transformer encoder with random weights and a linear head.

    Args:
        vocabulary: ids that there are.
        outputs: of the head.
        seed: of the weights.

    Attributes:
        outputs: number of outputs.
        head: the layer that gives them.
    """

    def __init__(self, vocabulary: int, outputs: int, seed: int) -> None:
        raise NotImplementedError

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (texts, outputs), from the mean of the states that are no padding."""
        raise NotImplementedError
