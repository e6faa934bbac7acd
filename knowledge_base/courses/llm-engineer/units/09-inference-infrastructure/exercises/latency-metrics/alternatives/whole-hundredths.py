def request_metrics(sent, tokens):
    first, last, steps = tokens[0], tokens[-1], len(tokens) - 1
    return {
        "ttft": first - sent,
        "tpot": (last - first) / steps if steps else None,
        "itl": [tokens[i + 1] - tokens[i] for i in range(steps)],
    }


def percentile(values, p):
    ordered = sorted(values)
    whole, hundredths = divmod((len(ordered) - 1) * p, 100)
    if hundredths == 0:
        return ordered[whole]
    return (ordered[whole] * (100 - hundredths) + ordered[whole + 1] * hundredths) / 100


def load_report(requests, percentiles):
    samples = {"ttft": [], "tpot": [], "itl": []}
    start, end, count = float("inf"), float("-inf"), 0
    for sent, tokens in requests:
        metrics = request_metrics(sent, tokens)
        samples["ttft"].append(metrics["ttft"])
        if metrics["tpot"] is not None:
            samples["tpot"].append(metrics["tpot"])
        samples["itl"].extend(metrics["itl"])
        start, end, count = min(start, sent), max(end, tokens[-1]), count + len(tokens)
    report = {"throughput": count / (end - start)}
    for name, values in samples.items():
        report[name] = {p: percentile(values, p) for p in percentiles} if values else None
    return report
