import numpy as np


def request_metrics(sent, tokens):
    waits = np.diff(tokens)
    tpot = float(waits.mean()) if waits.size else None
    return {"ttft": float(tokens[0] - sent), "tpot": tpot, "itl": waits.tolist()}


def percentile(values, p):
    return float(np.percentile(values, p))


def load_report(requests, percentiles):
    measured = [request_metrics(sent, tokens) for sent, tokens in requests]
    tpots = [m["tpot"] for m in measured if m["itl"]]
    waits = np.concatenate([m["itl"] for m in measured])
    arrivals = np.concatenate([tokens for _, tokens in requests])
    columns = {"ttft": [m["ttft"] for m in measured], "tpot": tpots, "itl": waits}
    report = {
        name: dict(zip(percentiles, np.percentile(values, percentiles).tolist(), strict=True))
        if len(values)
        else None
        for name, values in columns.items()
    }
    elapsed = arrivals.max() - min(sent for sent, _ in requests)
    return report | {"throughput": float(arrivals.size / elapsed)}
