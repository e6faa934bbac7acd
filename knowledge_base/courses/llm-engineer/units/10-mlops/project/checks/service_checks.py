"""What the checks share: a store with two versions, models that are scripted, and a client."""

import json
import os
import tempfile
from functools import cache
from pathlib import Path

os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data" / "messages.csv"
KEY = {"X-API-Key": "key-of-the-checks"}


@cache
def _folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


def new_store(name: str) -> Path:
    return Path(_folder().name) / name


@cache
def trained():
    """A store with two runs: (store, first run, second run)."""
    from service.train import train

    store = new_store("shared")
    return store, train(DATA, store, seed=0, steps=100), train(DATA, store, seed=1, steps=50)


def client_of(store: Path):
    from mlflow import MlflowClient

    return MlflowClient(tracking_uri=f"sqlite:///{(store / 'mlflow.db').as_posix()}")


def model_of(store: Path, run_id: str):
    """The classifier that a run wrote."""
    import mlflow
    from service.classifier import Classifier

    source = client_of(store).get_run(run_id).info.artifact_uri + "/model.json"
    return Classifier(json.loads(Path(mlflow.artifacts.download_artifacts(source)).read_text("utf-8")))


class Scripted:
    """A model that says what a function says."""

    version = "scripted/7"

    def __init__(self, answer=lambda _: ("refund", 0.75)):
        self.answer, self.texts = answer, []

    def classify(self, text):
        self.texts.append(text)
        return self.answer(text)


def app_of(model=None, **changes):
    """The learner's service around a model."""
    from service.app import create_app
    from service.settings import Settings

    model = model or Scripted()
    return create_app(lambda: model, Settings(api_key=KEY["X-API-Key"], **changes))


def client(model=None, **changes):
    """A client of it; its `with` block loads the model."""
    from fastapi.testclient import TestClient

    return TestClient(app_of(model, **changes), raise_server_exceptions=False)


def events(text: str) -> list[tuple[str, object]]:
    """The events of a stream: (name, data)."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":")
        if "event" in fields:
            found.append((fields["event"], json.loads(fields.get("data", "null"))))
    return found
