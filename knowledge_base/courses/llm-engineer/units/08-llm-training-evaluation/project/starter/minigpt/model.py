"""The decoder."""

from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class Config:
    """What a model looks like.

    Attributes:
        vocabulary: ids that there are.
        context: tokens that it can read at a time.
        width, layers, heads, dropout: of the decoder.
    """

    vocabulary: int
    context: int = 80
    width: int = 64
    layers: int = 2
    heads: int = 4
    dropout: float = 0.05


class GPT(nn.Module):
    """A decoder with learned positions, normalisation first, and the embeddings as output layer.

    Args:
        config: see there.
        seed: of the weights.

    Attributes:
        config: that it was made with.
    """

    def __init__(self, config: Config, seed: int) -> None:
        raise NotImplementedError

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, length, vocabulary); those at t are about the token at t + 1."""
        raise NotImplementedError
