import numpy as np


def step(token, weights, keys, values):
    x = weights["embedding"][token] + weights["positions"][len(keys)]
    keys.append(x @ weights["key"])
    values.append(x @ weights["value"])
    scores = np.array(keys) @ (x @ weights["query"]) / np.sqrt(len(x))
    shares = np.exp(scores - scores.max())
    return (x + shares / shares.sum() @ np.array(values)) @ weights["unembedding"]


def next_logits(tokens, weights):
    keys, values = [], []
    return np.stack([step(token, weights, keys, values) for token in tokens])


def generate(prompt, steps, weights):
    keys, values, tokens = [], [], [*prompt]
    for token in prompt:
        logits = step(token, weights, keys, values)
    for _ in range(steps):
        tokens.append(int(np.argmax(logits)))
        if len(tokens) < len(prompt) + steps:
            logits = step(tokens[-1], weights, keys, values)
    return tokens
