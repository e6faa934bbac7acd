"""What a tracking store must give back for some runs, and which of them is the best."""


def track(experiment, runs):  # noqa: ARG001 - the same arguments as the reference
    found = {
        run["name"]: {
            "status": "FAILED" if run["failed"] else "FINISHED",
            "params": {name: str(value) for name, value in run["params"].items()},
            "history": [(step, float(loss)) for step, loss in enumerate(run["losses"])],
        }
        for run in runs
    }
    finished = sorted((min(run["losses"]), run["name"], run["losses"]) for run in runs if not run["failed"])
    best = finished[0] if finished else None
    step = best[2].index(best[0]) if best else None
    return {"runs": found, "best": best[1] if best else None, "best_step": step}
