"""From a file to a model that can be saved."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from mlp.features import TableFeatures, TextFeatures, stratified_split
from mlp.network import make_mlp
from mlp.training import History, Settings, fit

Rows = Sequence[Mapping[str, str]]
TARGETS = {"table": "late", "text": "team"}
_HIDDEN, _DROPOUT = (32, 32), 0.2


def read_rows(path: Path | str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Classifier:
    """A trained network with the features and classes that belong to it.

    Args:
        kind: `table` for deliveries, `text` for messages.
        rows: of training, as `read_rows` gives them.
        seed: of everything that is drawn; the same seed gives the same model.

    Attributes:
        classes: in the order of the logits.
        history: of the training.
    """

    def __init__(self, kind: str, rows: Rows, seed: int) -> None:
        self.kind = kind
        self.classes = sorted({row[TARGETS[kind]] for row in rows})
        labels = np.array([self.classes.index(row[TARGETS[kind]]) for row in rows])
        train, valid = stratified_split(labels, 0.2, seed)
        self._features = _learned(kind, [rows[place] for place in train])
        x = self._x(rows)
        # Halfway, as a ratio, between every example and every class counting the same.
        counts = np.bincount(labels[train], minlength=len(self.classes))
        weights = np.sqrt(len(train) / (len(self.classes) * counts))
        self._network = make_mlp(x.shape[1], _HIDDEN, len(self.classes), _DROPOUT, seed)
        settings = Settings(seed=seed, weight_decay=0.05)
        self.history: History = fit(
            self._network, x[train], labels[train], x[valid], labels[valid], settings, weights
        )

    def predict(self, rows: Rows) -> list[str]:
        """The class of each row; the rows need not have the column of the target."""
        logits = self._network.forward(self._x(rows), training=False)
        return [self.classes[index] for index in logits.argmax(axis=1)]

    def save(self, path: Path | str) -> None:
        """Write all that `load` needs into one .npz file, without pickle."""
        arrays = {f"parameter_{n}": array for n, array in enumerate(self._network.parameters)}
        words = {"kind": self.kind, "classes": self.classes, "features": self._features.state()}
        with Path(path).open("wb") as file:
            np.savez_compressed(file, words=np.array(json.dumps(words)), **arrays)

    @classmethod
    def load(cls, path: Path | str) -> "Classifier":
        """A model that predicts as the one that was saved; its history is empty."""
        made = cls.__new__(cls)
        with np.load(path, allow_pickle=False) as saved:
            words = json.loads(str(saved["words"]))
            arrays = [saved[f"parameter_{n}"] for n in range(2 * len(_HIDDEN) + 2)]
        made.kind, made.classes, made.history = words["kind"], words["classes"], History()
        restored = TableFeatures if made.kind == "table" else TextFeatures
        made._features = restored.from_state(words["features"])
        made._network = make_mlp(arrays[0].shape[0], _HIDDEN, len(made.classes), _DROPOUT, 0)
        for array, kept in zip(made._network.parameters, arrays, strict=True):
            array[...] = kept
        return made

    def _x(self, rows: Rows) -> np.ndarray:
        if isinstance(self._features, TextFeatures):
            return self._features.transform([row["text"] for row in rows])
        return self._features.transform(rows)


def _learned(kind: str, rows: Rows) -> TableFeatures | TextFeatures:
    return TableFeatures(rows) if kind == "table" else TextFeatures([row["text"] for row in rows])
