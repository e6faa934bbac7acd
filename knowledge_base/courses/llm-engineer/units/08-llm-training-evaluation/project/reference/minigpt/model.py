"""The decoder."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


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
        super().__init__()
        torch.manual_seed(seed)
        self.config = config
        self.tokens = nn.Embedding(config.vocabulary, config.width)
        self.positions = nn.Embedding(config.context, config.width)
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(_Block(config) for _ in range(config.layers))
        self.last = nn.LayerNorm(config.width)
        for each in (self.tokens, self.positions):
            nn.init.normal_(each.weight, std=0.02)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, length, vocabulary); those at t are about the token at t + 1."""
        x = self.dropout(self.tokens(ids) + self.positions(torch.arange(ids.shape[1])))
        for block in self.blocks:
            x = block(x)
        return self.last(x) @ self.tokens.weight.T


class _Block(nn.Module):
    def __init__(self, config: Config) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.before_attention, self.before_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.mix = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, width = x.shape
        parts = self.attention(self.before_attention(x)).view(batch, length, 3, self.heads, -1)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(queries, keys, values, is_causal=True)
        x = x + self.dropout(self.mix(seen.transpose(1, 2).reshape(batch, length, width)))
        return x + self.dropout(self.mlp(self.before_mlp(x)))
