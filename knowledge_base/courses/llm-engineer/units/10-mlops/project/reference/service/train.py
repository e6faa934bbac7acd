"""One training run, recorded so that it can be repeated."""

import csv
import hashlib
from pathlib import Path

import numpy as np

from service.classifier import Classifier, bag, tokenize
from service.tracking import experiment_of, open_store


def train(data: Path, store: Path, *, seed: int = 0, rate: float = 2.0, steps: int = 300) -> str:
    """Train on the rows with split `train`, measure on those with `test`, record both; the id of the run."""
    content = Path(data).read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    parts = {split: [row for row in rows if row["split"] == split] for split in ("train", "test")}
    words = sorted({word for row in parts["train"] for word in tokenize(row["text"])})
    labels = sorted({row["label"] for row in parts["train"]})
    inputs = np.stack([bag(row["text"], words) for row in parts["train"]])
    targets = np.eye(len(labels))[[labels.index(row["label"]) for row in parts["train"]]]
    weights = np.random.default_rng(seed).normal(scale=0.01, size=(len(words) + 1, len(labels)))

    client = open_store(store)
    run_id = client.create_run(experiment_of(client, store)).info.run_id
    for name, value in {"seed": seed, "rate": rate, "steps": steps}.items():
        client.log_param(run_id, name, value)
    client.set_tag(run_id, "data.sha256", hashlib.sha256(content).hexdigest())
    try:
        for step in range(steps + 1):
            scores = inputs @ weights
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            if step % max(steps // 5, 1) == 0:
                loss = -np.mean(np.log((shares * targets).sum(axis=1)))
                client.log_metric(run_id, "train_loss", float(loss), step=step)
            if step < steps:
                weights -= rate * inputs.T @ (shares - targets) / len(inputs)
        model = Classifier({"labels": labels, "words": words, "weights": weights})
        right = [model.classify(row["text"])[0] == row["label"] for row in parts["test"]]
        client.log_metric(run_id, "test_accuracy", float(np.mean(right)))
        client.log_dict(run_id, model.to_dict(), "model.json")
    except BaseException:
        client.set_terminated(run_id, "FAILED")
        raise
    client.set_terminated(run_id, "FINISHED")
    return run_id
