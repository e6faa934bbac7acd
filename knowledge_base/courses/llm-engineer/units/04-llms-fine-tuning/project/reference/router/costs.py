"""What mistakes cost."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Traffic = Mapping[str, Any]
FRAUD = "fraud"


def read_traffic(path: Path | str) -> dict[str, Any]:
    """The contents of traffic.json."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def fraud_share(traffic: Traffic) -> float:
    """The share of fraud among the messages of a month."""
    messages = traffic["messages_a_month"]
    return messages[FRAUD] / sum(messages.values())


def decision_cost(
    probabilities: np.ndarray,
    truth: np.ndarray,
    threshold: float,
    false_alarm: float,
    miss: float,
    share: float,
) -> float:
    """The expected cost of a message when all with a probability of at least the threshold are alarms.

    Args:
        probabilities, truth: of a sample, of shape (n,); truth is True for positives.
        threshold: compared with `>=`.
        false_alarm, miss: what each costs.
        share: of positives in real traffic; the sample may have another.
    """
    alarm = probabilities >= threshold
    return float(share * miss * (~alarm[truth]).mean() + (1 - share) * false_alarm * alarm[~truth].mean())


def best_threshold(
    probabilities: np.ndarray, truth: np.ndarray, false_alarm: float, miss: float, share: float
) -> float:
    """The threshold with the least `decision_cost`: one of the probabilities, or 2 for no alarm at all.

    Of several with the same cost the highest.
    """
    options = [2.0, *sorted(set(probabilities.tolist()), reverse=True)]
    return min(options, key=lambda t: decision_cost(probabilities, truth, t, false_alarm, miss, share))


def monthly_cost(
    matrix: np.ndarray, classes: Sequence[str], traffic: Traffic, seconds: float
) -> dict[str, float]:
    """What a month costs, from a confusion matrix and the real traffic.

    Each row of the matrix says how messages of that department are spread; the traffic says how many there
    are. Fraud sent elsewhere is a missed fraud, another message sent to fraud a false alarm, and any other
    mistake a wrong department.

    Args:
        matrix, classes: see `metrics.confusion`.
        traffic: see `read_traffic`.
        seconds: of machine that one message takes.

    Returns:
        `wrong_department`, `false_alarm`, `missed_fraud`, `machine` and their sum `total`, in money.
    """
    messages, minutes = traffic["messages_a_month"], traffic["minutes"]
    cost = {"wrong_department": 0.0, "false_alarm": 0.0, "missed_fraud": 0.0}
    for name, row in zip(classes, matrix, strict=True):
        for guess, hits in zip(classes, row, strict=True):
            if guess == name:
                continue
            kind = (
                "missed_fraud" if name == FRAUD else "false_alarm" if guess == FRAUD else "wrong_department"
            )
            happens = messages[name] * hits / row.sum()
            cost[kind] += float(happens * minutes[kind] * traffic["price_of_a_minute"])
    cost["machine"] = sum(messages.values()) * seconds / 3600 * traffic["price_of_a_machine_hour"]
    return {**cost, "total": sum(cost.values())}
