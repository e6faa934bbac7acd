from itertools import pairwise


def request_metrics(sent, tokens):
    waits = [after - before for before, after in pairwise(tokens)]
    tpot = sum(waits) / len(waits) if waits else None
    return {"ttft": tokens[0] - sent, "tpot": tpot, "itl": waits}


def percentile(values, p):
    ordered = sorted(values)
    position = (len(ordered) - 1) * p / 100
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def load_report(requests, percentiles):
    def row(values):
        return {p: percentile(values, p) for p in percentiles} if values else None

    measured = [request_metrics(sent, tokens) for sent, tokens in requests]
    busy = sum(tokens[-1] - sent for sent, tokens in requests)  # fault
    return {
        "ttft": row([m["ttft"] for m in measured]),
        "tpot": row([m["tpot"] for m in measured if m["tpot"] is not None]),
        "itl": row([wait for m in measured for wait in m["itl"]]),
        "throughput": sum(len(tokens) for _, tokens in requests) / busy,
    }
