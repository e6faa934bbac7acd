"""Versions of the model: register, promote, load."""

import hashlib
import json
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from service.classifier import Classifier
from service.tracking import MODEL, open_store

ALIAS = "production"


def _content(source: str) -> bytes:
    return Path(mlflow.artifacts.download_artifacts(source)).read_bytes()


def _serving(client: MlflowClient) -> int | None:
    try:
        return int(client.get_model_version_by_alias(MODEL, ALIAS).version)
    except MlflowException:
        return None


def register(store: Path, run_id: str) -> int:
    """Make a version of a finished run's model.json, without serving it; its number."""
    client = open_store(store)
    run = client.get_run(run_id)
    if run.info.status != "FINISHED":
        raise ValueError(f"the run {run_id} is {run.info.status}")
    if not client.search_registered_models(f"name = '{MODEL}'"):
        client.create_registered_model(MODEL)
    source = f"{run.info.artifact_uri}/model.json"
    tags = {
        "data.sha256": run.data.tags["data.sha256"],
        "model.sha256": hashlib.sha256(_content(source)).hexdigest(),
    }
    return int(client.create_model_version(MODEL, source, run_id=run_id, tags=tags).version)


def promote(store: Path, version: int, expected: int | None) -> None:
    """Serve a version, if the one served now is still the expected one."""
    client = open_store(store)
    now = _serving(client)
    if now != expected:
        raise RuntimeError(f"the alias is at {now}, not at {expected}")
    client.get_model_version(MODEL, str(version))  # it must exist
    client.set_registered_model_alias(MODEL, ALIAS, str(version))


def load_production(store: Path) -> Classifier:
    """The model that the alias points at, with its version, such as "intents/3"."""
    client = open_store(store)
    entry = client.get_model_version_by_alias(MODEL, ALIAS)
    content = _content(entry.source)
    if hashlib.sha256(content).hexdigest() != entry.tags["model.sha256"]:
        raise ValueError(f"{MODEL}/{entry.version} is not the file that was registered")
    return Classifier(json.loads(content), version=f"{MODEL}/{entry.version}")
