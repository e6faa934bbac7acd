"""The whole model: base, LoRA and threshold."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from router.costs import FRAUD, Traffic, best_threshold, fraud_share
from router.data import split
from router.decisions import decide
from router.network import Encoder
from router.tokens import Tokens
from router.tuning import Settings, add_lora, count, fit, merge

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
        self._tokens = Tokens([row["text"] for row in archive])
        base = train_base(archive, self._tokens, seed)
        self.classes = sorted({row["department"] for row in rows})
        tuned = add_lora(base, len(self.classes), rank=8, alpha=16, seed=seed)
        self.trained = count(tuned)
        learn, valid = split(rows, 0.25, seed)
        ids, mask = self._tokens.encode([rows[place]["text"] for place in learn])
        labels = torch.tensor([self.classes.index(rows[place]["department"]) for place in learn])
        sizes = torch.bincount(labels, minlength=len(self.classes))
        weights = (len(labels) / (len(self.classes) * sizes)).sqrt()  # halfway to all departments alike
        loss = nn.CrossEntropyLoss(weight=weights)
        fit(tuned, ids, mask, labels, Settings(seed=seed), loss)
        self._model = merge(tuned)
        held = [rows[place] for place in valid]
        scores = self.probabilities([row["text"] for row in held])[:, self.classes.index(FRAUD)]
        truth = np.array([row["department"] == FRAUD for row in held])
        minutes = traffic["minutes"]
        self.threshold = best_threshold(
            scores, truth, minutes["false_alarm"], minutes["missed_fraud"], fraud_share(traffic)
        )

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Of shape (texts, classes)."""
        if not texts:
            return np.zeros((0, len(self.classes)))
        found = []
        with torch.no_grad():
            for first in range(0, len(texts), 64):
                logits = self._model(*self._tokens.encode(texts[first : first + 64]))
                found.append(logits.double().softmax(dim=1).numpy())
        return np.concatenate(found)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The department of each text."""
        return decide(self.probabilities(texts), self.classes, self.threshold)

    def save(self, folder: Path | str) -> None:
        """Write all that `load` needs, without pickle of our own; the folder is made where it is missing."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(self._model.state_dict(), folder / "weights.pt")
        about = {"classes": self.classes, "threshold": self.threshold, "trained": self.trained}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        (folder / "tokens.json").write_text(self._tokens.dump(), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path | str) -> "Router":
        """A model that predicts as the one that was saved."""
        folder, made = Path(folder), cls.__new__(cls)
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        made.classes, made.threshold, made.trained = (
            about["classes"],
            about["threshold"],
            tuple(about["trained"]),
        )
        made._tokens = Tokens.restore((folder / "tokens.json").read_text(encoding="utf-8"))
        made._model = Encoder(made._tokens.size, len(made.classes), seed=0).eval()
        made._model.load_state_dict(torch.load(folder / "weights.pt", weights_only=True))
        return made


def train_base(archive: Rows, tokens: Tokens, seed: int) -> Encoder:
    """An encoder that tells topic and outcome of the archive's messages."""
    topics, outcomes = (sorted({row[name] for row in archive}) for name in ("topic", "outcome"))
    ids, mask = tokens.encode([row["text"] for row in archive])
    labels = torch.tensor([[topics.index(row["topic"]), outcomes.index(row["outcome"])] for row in archive])

    def loss(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        parts = logits[:, : len(topics)], logits[:, len(topics) :]
        return sum(nn.functional.cross_entropy(part, wanted[:, n]) for n, part in enumerate(parts))

    base = Encoder(tokens.size, len(topics) + len(outcomes), seed)
    fit(base, ids, mask, labels, Settings(epochs=4, learning_rate=0.003, seed=seed), loss)
    return base
