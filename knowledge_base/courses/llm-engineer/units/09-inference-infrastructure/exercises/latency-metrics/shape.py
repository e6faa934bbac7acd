from itertools import pairwise


def request_metrics(sent, tokens):
    waits = [____ for before, after in pairwise(tokens)]
    tpot = ____ if waits else None
    return {"ttft": ____, "tpot": tpot, "itl": waits}


def percentile(values, p):
    ordered = ____
    position = ____
    below = int(position)
    above = min(____, len(ordered) - 1)
    return ordered[below] + ____ * (ordered[above] - ordered[below])


def load_report(requests, percentiles):
    def row(values):
        return {p: percentile(values, p) for p in percentiles} if values else None

    measured = [request_metrics(sent, tokens) for sent, tokens in requests]
    start = ____
    end = ____
    return {
        "ttft": row([m["ttft"] for m in measured]),
        "tpot": row([m["tpot"] for m in measured if ____]),
        "itl": row([wait for m in measured for wait in ____]),
        "throughput": ____ / (end - start),
    }
