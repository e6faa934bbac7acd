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
    if temperature == 0:
        return nn.functional.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
    chances = (logits / temperature).softmax(dim=-1)
    order = chances.argsort(descending=True, stable=True)
    if top_k is not None:
        chances[order[top_k:]] = 0
        chances = chances / chances.sum()
    if top_p is not None:
        sorted_ = chances[order]
        chances[order[sorted_.cumsum(0) - sorted_ >= top_p]] = 0
        chances = chances / chances.sum()
    return chances


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
    generator = torch.Generator().manual_seed(seed)
    model.eval()
    made: list[int] = []
    with torch.no_grad():
        while len(made) < limit and (not made or made[-1] != eos):
            logits = model(torch.tensor([[*ids, *made][-context:]]))[0, -1]
            chances = filtered(logits, temperature, top_k, top_p)
            made.append(int(torch.multinomial(chances, 1, generator=generator)))
    return made


def generate(
    model: nn.Module, tokenizer: Tokenizer, prompt: str, limit: int, context: int, **how: float
) -> str:
    """The prompt and what comes after it, from the beginning of a document; see `continued`."""
    ids = [tokenizer.eos, *tokenizer.encode(prompt)]
    return prompt + tokenizer.decode(continued(model, ids, limit, context, tokenizer.eos, **how))
