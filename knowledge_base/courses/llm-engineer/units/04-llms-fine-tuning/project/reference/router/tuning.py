"""Training, and LoRA."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import torch
from peft import LoraConfig, PeftModel, get_peft_model
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
    torch.manual_seed(settings.seed)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=settings.learning_rate, weight_decay=0.01)
    batches = -(-len(ids) // settings.batch)
    step, steps, means = 0, settings.epochs * batches, []
    model.train()
    for _ in range(settings.epochs):
        total = 0.0
        for chosen in torch.randperm(len(ids)).split(settings.batch):
            for group in optimizer.param_groups:
                group["lr"] = settings.learning_rate * min(1, (step + 1) / 20) * (1 - step / steps)
            width = int(mask[chosen].sum(dim=1).max())
            value = loss(model(ids[chosen, :width], mask[chosen, :width]), labels[chosen])
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            total += value.item() * len(chosen)
            step += 1
        means.append(total / len(ids))
    model.eval()
    return means


def add_lora(base: Encoder, outputs: int, rank: int, alpha: float, seed: int) -> PeftModel:
    """A copy of the base with a new head and LoRA on every linear layer of the body.

    Only the LoRA matrices and the new head are trained; the base that was given stays as it is.
    """
    torch.manual_seed(seed)
    model = copy.deepcopy(base)
    model.head = nn.Linear(base.head.in_features, outputs)
    model.outputs = outputs
    layers = [name for name, each in model.named_modules() if isinstance(each, nn.Linear) and name != "head"]
    config = LoraConfig(
        r=rank, lora_alpha=alpha, lora_dropout=0.05, target_modules=layers, modules_to_save=["head"]
    )
    return get_peft_model(model, config)


def count(model: nn.Module) -> tuple[int, int]:
    """Parameters that are trained, and all of them."""
    sizes = [(each.numel(), each.requires_grad) for each in model.parameters()]
    return sum(size for size, trained in sizes if trained), sum(size for size, _ in sizes)


def merge(model: PeftModel) -> nn.Module:
    """The same function without LoRA layers; the model that was given stays as it is."""
    return copy.deepcopy(model).merge_and_unload().eval()
