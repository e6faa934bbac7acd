"""How the next token is chosen."""

import torch
from torch import nn

from minigpt.tokenizer import Tokenizer


def filtered(
    logits: torch.Tensor, temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> torch.Tensor:
    """Probabilities from logits of shape (vocabulary,): temperature, then top-k, then top-p.

    Temperature 0 gives 1 to the likeliest token.
    """
    raise NotImplementedError


def continued(
    model: nn.Module,
    ids: list[int],
    limit: int,
    context: int,
    eos: int,
    temperature: float = 0.0,
    top_k: int | None = None,
    top_p: float | None = None,
    seed: int = 0,
) -> list[int]:
    """At most `limit` tokens after the ids, the last of which may be `eos`.

    The model reads the last `context` tokens at most. The same seed gives the same tokens.
    """
    raise NotImplementedError


def generate(
    model: nn.Module, tokenizer: Tokenizer, prompt: str, limit: int, context: int, **how: float
) -> str:
    """The prompt and what comes after it, from the beginning of a document; see `continued`."""
    raise NotImplementedError
