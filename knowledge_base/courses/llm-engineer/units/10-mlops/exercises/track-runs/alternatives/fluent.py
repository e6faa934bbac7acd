import os
import tempfile

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import logging

import mlflow

logging.getLogger("mlflow").setLevel(logging.WARNING)


def track(experiment, runs):
    with tempfile.TemporaryDirectory() as folder:
        mlflow.set_tracking_uri(f"file://{folder}/store")
        mlflow.set_experiment(experiment)
        for run in runs:
            active = mlflow.start_run(run_name=run["name"])
            mlflow.log_params(run["params"])
            for step, loss in enumerate(run["losses"]):
                mlflow.log_metric("val_loss", loss, step)
            mlflow.end_run("FAILED" if run["failed"] else "FINISHED")
        client = mlflow.MlflowClient()
        found, best = {}, None
        for kept in client.search_runs([active.info.experiment_id]):
            entries = client.get_metric_history(kept.info.run_id, "val_loss")
            history = sorted((entry.step, entry.value) for entry in entries)
            info = kept.info
            found[info.run_name] = {"status": info.status, "params": kept.data.params, "history": history}
            if info.status == "FINISHED":
                step, value = min(history, key=lambda pair: (pair[1], pair[0]))
                best = min(best or (value, info.run_name, step), (value, info.run_name, step))
    return {"runs": found, "best": best and best[1], "best_step": best and best[2]}
