import numpy as np


def prefill(x, weights, heads):
    d = x.shape[1] // heads
    empty = np.zeros((weights["key"].shape[1] // d, 0, d))
    cache = {"keys": empty, "values": empty}
    rows = []
    for token in x:
        row, cache = decode_step(token, cache, weights, heads)
        rows.append(row)
    return np.stack(rows), cache


def decode_step(x, cache, weights, heads):
    d = x.size // heads
    keys = np.hstack([cache["keys"], (x @ weights["key"]).reshape(-1, 1, d)])
    values = np.hstack([cache["values"], (x @ weights["value"]).reshape(-1, 1, d)])
    group = heads // len(keys)
    mixed = []
    for head, query in enumerate((x @ weights["query"]).reshape(heads, d)):
        scores = keys[head // group] @ query / np.sqrt(d)
        shares = np.exp(scores - scores.max())
        mixed.append(shares @ values[head // group] / shares.sum())
    return np.concatenate(mixed) @ weights["output"], {"keys": keys, "values": values}
