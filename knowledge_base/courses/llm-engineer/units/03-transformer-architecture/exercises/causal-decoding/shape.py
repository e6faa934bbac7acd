import numpy as np


def softmax(scores):
    weights = np.exp(scores - ____)
    return weights / ____


def next_logits(tokens, weights):
    length = len(tokens)
    x = ____ + weights["positions"][____]
    query, key, value = (x @ weights[name] for name in ("query", "key", "value"))
    scores = ____
    past = ____
    mixed = softmax(np.where(past, scores, ____)) @ value
    return (____) @ weights["unembedding"]


def generate(prompt, steps, weights):
    tokens = ____
    for _ in range(steps):
        logits = next_logits(____, weights)
        tokens.append(int(____.argmax()))
    return tokens
