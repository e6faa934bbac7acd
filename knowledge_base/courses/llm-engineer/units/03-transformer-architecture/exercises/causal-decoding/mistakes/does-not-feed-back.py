import numpy as np


def softmax(scores):
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def next_logits(tokens, weights):
    length = len(tokens)
    x = weights["embedding"][tokens] + weights["positions"][:length]
    query, key, value = (x @ weights[name] for name in ("query", "key", "value"))
    scores = query @ key.T / np.sqrt(query.shape[1])
    past = np.tri(length, dtype=bool)
    mixed = softmax(np.where(past, scores, -np.inf)) @ value
    return (x + mixed) @ weights["unembedding"]


def generate(prompt, steps, weights):
    tokens = list(prompt)
    for _ in range(steps):
        logits = next_logits(prompt, weights)  # fault
        tokens.append(int(logits[-1].argmax()))
    return tokens
