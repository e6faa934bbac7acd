"""Where the runs are kept: a folder with a SQLite database and the artifacts beside it."""

import os
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # before the import
from mlflow import MlflowClient

EXPERIMENT = "messages"
MODEL = "intents"


def open_store(store: Path) -> MlflowClient:
    """A client of the store in that folder, which is made when it is not there."""
    store = Path(store).resolve()
    store.mkdir(parents=True, exist_ok=True)
    return MlflowClient(tracking_uri=f"sqlite:///{(store / 'mlflow.db').as_posix()}")


def experiment_of(client: MlflowClient, store: Path) -> str:
    """The id of the experiment, with its artifacts inside the folder."""
    found = client.get_experiment_by_name(EXPERIMENT)
    if found is not None:
        return found.experiment_id
    artifacts = (Path(store).resolve() / "artifacts").as_uri()
    return client.create_experiment(EXPERIMENT, artifact_location=artifacts)
