import os
import tempfile

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow import MlflowClient


def track(experiment, runs):
    # -> {"runs": {name: {"status", "params", "history"}}, "best": name, "best_step": int}
    raise NotImplementedError
