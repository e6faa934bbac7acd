"""Fit pyBKT and predict with it; run by `benchmarks.mastery` in an environment that has pyBKT.

    PYTHON bkt_predictions.py TRAINING HELD_OUT PREDICTIONS

The first two are CSV files of answers, one a line in the order of time; the third gets a JSON list of
predictions for each way to fit, in the order of HELD_OUT. Each skill is fitted by itself, as pyBKT does.
"""
# mypy: disable-error-code="import-not-found,import-untyped"

import json
import sys
import time
from pathlib import Path

import pandas as pd
from pyBKT.models import Model

WAYS: dict[str, dict[str, object]] = {
    "pyBKT": {},
    "pyBKT, forgets": {"forgets": True},
    "pyBKT, forgets, by source and gap": {"forgets": True, "multigs": "source", "multilearn": "gap"},
}
SEED, FITS = 1, 2


def main() -> None:
    """Fit and predict in every way."""
    training, held_out, to = (Path(name) for name in sys.argv[1:4])
    found = {}
    for way, how in WAYS.items():
        started = time.perf_counter()
        model = Model(seed=SEED, num_fits=FITS, parallel=False)
        model.fit(data=pd.read_csv(training), **how)
        predicted = model.predict(data=pd.read_csv(held_out)).sort_values("order_id")
        found[way] = predicted["correct_predictions"].tolist()
        print(f"{way}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    to.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
