"""The whole model: base, LoRA and threshold."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from router.costs import Traffic
from router.network import Encoder
from router.tokens import Tokens

Rows = Sequence[Mapping[str, str]]


class Router:
    """A tuned encoder with its threshold.

    Args:
        rows: labelled and cleaned, with `text` and `department`; part of them is held back for the threshold.
        archive: old messages with `text`, `topic` and `outcome`, to train the base with.
        traffic: that the threshold is chosen for.
        seed: of everything that is drawn; the same seed gives the same model.

    Attributes:
        classes: in the order of the columns of the probabilities.
        threshold: from which on a probability of fraud is an alarm.
        trained: parameters that LoRA trained, and all of them.
    """

    def __init__(self, rows: Rows, archive: Rows, traffic: Traffic, seed: int) -> None:
        raise NotImplementedError

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Of shape (texts, classes)."""
        raise NotImplementedError

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The department of each text."""
        raise NotImplementedError

    def save(self, folder: Path | str) -> None:
        """Write all that `load` needs, without pickle of our own; the folder is made where it is missing."""
        raise NotImplementedError

    @classmethod
    def load(cls, folder: Path | str) -> "Router":
        """A model that predicts as the one that was saved."""
        raise NotImplementedError


def train_base(archive: Rows, tokens: Tokens, seed: int) -> Encoder:
    """An encoder that tells topic and outcome of the archive's messages."""
    raise NotImplementedError
