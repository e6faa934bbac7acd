def request_metrics(sent, tokens):
    # sent: float, tokens: list of float -> {"ttft": float, "tpot": float or None, "itl": list of float}
    raise NotImplementedError


def percentile(values, p):
    # values: list of float, p: int -> float
    raise NotImplementedError


def load_report(requests, percentiles):
    # requests: list of (sent, tokens), percentiles: list of int
    # -> {"ttft", "tpot", "itl": dict or None, "throughput": float}
    raise NotImplementedError
