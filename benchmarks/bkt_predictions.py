"""Fit pyBKT and predict with it; run by `benchmarks.mastery` in an environment that has pyBKT.

    PYTHON bkt_predictions.py TRAINING HELD_OUT PREDICTIONS

The first two are CSV files of answers, one a line in the order of time; the third gets a JSON list of
predictions for each way to fit, in the order of HELD_OUT. Each skill is fitted by itself, as pyBKT does; the
way with most parameters is fitted to all skills at once, since not every skill has an example of each.
"""
# mypy: disable-error-code="import-not-found,import-untyped"

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from pyBKT.models import Model

SEED, FITS = 1, 2


@dataclass(frozen=True)
class Way:
    """How pyBKT is fitted.

    Attributes:
        options: of its `fit`.
        pooled: whether all skills are one.
    """

    options: dict[str, object] = field(default_factory=dict)
    pooled: bool = False

    def read(self, path: Path) -> Any:
        """The answers of a file."""
        answers = pd.read_csv(path)
        if self.pooled:
            answers["user_id"] += " " + answers["skill_name"]
            answers["skill_name"] = "all"
        return answers


WAYS = {
    "pyBKT": Way(),
    "pyBKT, forgets": Way({"forgets": True}),
    "pyBKT, forgets, by source and gap": Way(
        {"forgets": True, "multigs": "source", "multilearn": "gap"}, pooled=True
    ),
}


def main() -> None:
    """Fit and predict in every way."""
    training, held_out, to = (Path(name) for name in sys.argv[1:4])
    found = {}
    for name, way in WAYS.items():
        started = time.perf_counter()
        model = Model(seed=SEED, num_fits=FITS, parallel=False)
        model.fit(data=way.read(training), **way.options)
        predicted = model.predict(data=way.read(held_out)).sort_values("order_id")
        found[name] = predicted["correct_predictions"].tolist()
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    to.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
