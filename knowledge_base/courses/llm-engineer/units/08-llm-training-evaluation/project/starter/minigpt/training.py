"""The training loop, that can be interrupted."""

from dataclasses import dataclass
from pathlib import Path

from minigpt.model import GPT


@dataclass
class Settings:
    """How to train.

    Attributes:
        steps, warmup: in all, and those in which the learning rate goes up.
        peak: the highest learning rate.
        rows: sequences of a batch.
        weight_decay: of the matrices; biases and gains have none.
        clip: the largest norm of the gradient.
        seed: of the batches and of dropout.
    """

    steps: int = 400
    warmup: int = 30
    peak: float = 0.008
    rows: int = 16
    weight_decay: float = 0.1
    clip: float = 1.0
    seed: int = 0


def rate(step: int, settings: Settings) -> float:
    """The learning rate of a step, from 0 on: up in a straight line, down along a cosine to a tenth."""
    raise NotImplementedError


class Run:
    """A training that can be stopped, saved and taken up again, and ends as if it had never stopped.

    Args:
        model: trained in place.
        ids: that it learns from.
        settings: see there.

    Attributes:
        model: as it is now.
        step: steps that are done.
        losses: of each step.
    """

    def __init__(self, model: GPT, ids: list[int], settings: Settings) -> None:
        raise NotImplementedError

    def advance(self, until: int) -> None:
        """Train until so many steps are done; the model is left in evaluation mode."""
        raise NotImplementedError

    def save(self, path: Path | str) -> None:
        """Write a checkpoint that `torch.load` reads with `weights_only=True`."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: Path | str, ids: list[int]) -> "Run":
        """The run that was saved, with the same ids; it goes on as if nothing had happened."""
        raise NotImplementedError
