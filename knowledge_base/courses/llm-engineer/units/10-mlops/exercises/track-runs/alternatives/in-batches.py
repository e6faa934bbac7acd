import os
import tempfile

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow import MlflowClient
from mlflow.entities import Metric, Param


def track(experiment, runs):
    with tempfile.TemporaryDirectory() as folder:
        client = MlflowClient(tracking_uri="file://" + folder + "/mlruns")
        where = client.create_experiment(experiment)
        ids = {}
        for run in runs:
            ids[run["name"]] = client.create_run(where, run_name=run["name"]).info.run_id
            metrics = [Metric("val_loss", loss, 0, step) for step, loss in enumerate(run["losses"])]
            params = [Param(name, str(value)) for name, value in run["params"].items()]
            client.log_batch(ids[run["name"]], metrics=metrics, params=params)
            client.set_terminated(ids[run["name"]], status="FAILED" if run["failed"] else "FINISHED")
        found, ranking = {}, []
        for name in sorted(ids):
            kept = client.get_run(ids[name])
            history = [(m.step, m.value) for m in client.get_metric_history(ids[name], "val_loss")]
            history.sort()
            found[name] = {
                "status": kept.info.status,
                "params": dict(kept.data.params),
                "history": history,
            }
            if kept.info.status == "FINISHED":
                ranking += [(value, name, step) for step, value in history]
        best = sorted(ranking)[0][1:] if ranking else (None, None)
    return {"runs": found, "best": best[0], "best_step": best[1]}
