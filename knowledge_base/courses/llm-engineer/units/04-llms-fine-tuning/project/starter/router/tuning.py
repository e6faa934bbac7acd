"""Training, and LoRA."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from peft import PeftModel
from torch import nn

from router.network import Encoder

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


@dataclass
class Settings:
    """How to train.

    Attributes:
        epochs, batch: passes over the examples, and examples of a step.
        learning_rate: at its highest.
        seed: of the order of the examples and of dropout.
    """

    epochs: int = 12
    batch: int = 32
    learning_rate: float = 0.005
    seed: int = 0


def fit(
    model: nn.Module,
    ids: torch.Tensor,
    mask: torch.Tensor,
    labels: torch.Tensor,
    settings: Settings,
    loss: Loss = nn.functional.cross_entropy,
) -> list[float]:
    """Train the parameters of a model that ask for a gradient; the model is left in evaluation mode.

    Args:
        model: called with ids and mask.
        ids, mask, labels: with one row for each example.
        settings: see there.
        loss: called with the logits and labels of a batch.

    Returns:
        The mean loss of each epoch.
    """
    raise NotImplementedError


def add_lora(base: Encoder, outputs: int, rank: int, alpha: float, seed: int) -> PeftModel:
    """A copy of the base with a new head and LoRA on every linear layer of the body.

    Only the LoRA matrices and the new head are trained; the base that was given stays as it is.
    """
    raise NotImplementedError


def count(model: nn.Module) -> tuple[int, int]:
    """Parameters that are trained, and all of them."""
    raise NotImplementedError


def merge(model: PeftModel) -> nn.Module:
    """The same function without LoRA layers; the model that was given stays as it is."""
    raise NotImplementedError
