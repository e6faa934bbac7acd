import numpy as np


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def prefill(x, weights, heads):
    length, width = x.shape
    d = width // heads
    kept = weights["key"].shape[1] // d
    keys = (x @ weights["key"]).reshape(length, kept, d).transpose(1, 0, 2)
    values = (x @ weights["value"]).reshape(length, kept, d).transpose(1, 0, 2)
    query = (x @ weights["query"]).reshape(length, kept, heads // kept, d).transpose(1, 2, 0, 3)
    scores = query @ keys[:, None].swapaxes(2, 3) / np.sqrt(d)
    past = np.tri(length, dtype=bool)
    mixed = softmax(np.where(past, scores, -np.inf)) @ values[:, None]
    output = mixed.transpose(2, 0, 1, 3).reshape(length, width) @ weights["output"]
    return output, {"keys": keys, "values": values}


def decode_step(x, cache, weights, heads):
    kept, _, d = cache["keys"].shape
    key = (x @ weights["key"]).reshape(kept, 1, d)
    value = (x @ weights["value"]).reshape(kept, 1, d)
    keys = np.concatenate([cache["keys"], key], axis=1)
    values = np.concatenate([cache["values"], value], axis=1)
    query = (x @ weights["query"]).reshape(kept, heads // kept, d)
    scores = query @ keys.swapaxes(1, 2) / np.sqrt(d)
    mixed = softmax(scores) @ values
    cache.update(keys=keys, values=values)  # fault
    return mixed.reshape(x.size) @ weights["output"], cache
