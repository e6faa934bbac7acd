"""From a file to a model that can be saved."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mlp.training import History

Rows = Sequence[Mapping[str, str]]
TARGETS = {"table": "late", "text": "team"}


def read_rows(path: Path | str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    raise NotImplementedError


class Classifier:
    """A trained network with the features and classes that belong to it.

    Args:
        kind: `table` for deliveries, `text` for messages.
        rows: of training, as `read_rows` gives them; part of them is held back to decide when to stop.
        seed: of everything that is drawn; the same seed gives the same model.

    Attributes:
        classes: in the order of the logits.
        history: of the training.
    """

    history: History
    classes: list[str]

    def __init__(self, kind: str, rows: Rows, seed: int) -> None:
        raise NotImplementedError

    def predict(self, rows: Rows) -> list[str]:
        """The class of each row; the rows need not have the column of the target."""
        raise NotImplementedError

    def save(self, path: Path | str) -> None:
        """Write all that `load` needs into one .npz file, without pickle."""
        raise NotImplementedError

    @classmethod
    def load(cls, path: Path | str) -> "Classifier":
        """A model that predicts as the one that was saved."""
        raise NotImplementedError
