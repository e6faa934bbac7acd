import numpy as np


def extend(x, cache, weights, heads):
    count, width = x.shape
    d = width // heads
    projected = {name: x @ weights[name] for name in ("query", "key", "value")}
    query, key, value = (table.reshape(count, -1, d).transpose(1, 0, 2) for table in projected.values())
    keys = np.concatenate([cache["keys"], key], axis=1)
    values = np.concatenate([cache["values"], value], axis=1)
    repeated = [np.repeat(kept, heads // len(kept), axis=0) for kept in (keys, values)]
    scores = np.einsum("hqd,hkd->hqk", query, repeated[0]) / np.sqrt(d)
    total = keys.shape[1]
    scores[:, ~np.tri(count, total, total - count, dtype=bool)] = -np.inf
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    mixed = np.einsum("hqk,hkd->qhd", scores, repeated[1])
    return mixed.reshape(count, width) @ weights["output"], {"keys": keys, "values": values}


def prefill(x, weights, heads):
    d = x.shape[1] // heads
    empty = np.zeros((weights["key"].shape[1] // d, 0, d))
    return extend(x, {"keys": empty, "values": empty}, weights, heads)


def decode_step(x, cache, weights, heads):
    output, cache = extend(x[None], cache, weights, heads)
    return output[0], cache
