import os
import tempfile
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow import MlflowClient


def log_run(client, experiment_id, run):
    run_id = client.create_run(experiment_id, run_name=run["name"]).info.run_id
    for name, value in run["params"].items():
        client.log_param(run_id, name, value)
    for step, loss in enumerate(run["losses"]):
        client.log_metric(____)
    client.set_terminated(run_id, ____)


def read_runs(client, experiment_id):
    found = {}
    for run in client.search_runs([experiment_id]):
        history = client.get_metric_history(run.info.run_id, "val_loss")
        found[run.info.run_name] = {
            "status": run.info.status,
            "params": dict(run.data.params),
            "history": ____,
        }
    return found


def track(experiment, runs):
    with tempfile.TemporaryDirectory() as folder:
        client = MlflowClient(tracking_uri=Path(folder, "store").as_uri())
        experiment_id = client.create_experiment(experiment)
        for run in runs:
            log_run(client, experiment_id, run)
        found = read_runs(client, experiment_id)
    finished = [
        (value, name, step)
        for name, run in found.items()
        if ____
        for step, value in run["history"]
    ]
    _, best, best_step = ____
    return {"runs": found, "best": best, "best_step": best_step}
