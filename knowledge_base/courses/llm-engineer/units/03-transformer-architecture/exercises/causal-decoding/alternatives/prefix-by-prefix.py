import numpy as np


def last_logits(tokens, weights):
    x = weights["embedding"][tokens] + weights["positions"][: len(tokens)]
    scores = x @ weights["key"] @ (x[-1] @ weights["query"]) / x.shape[1] ** 0.5
    shares = np.exp(scores - scores.max())
    mixed = shares @ (x @ weights["value"]) / shares.sum()
    return (x[-1] + mixed) @ weights["unembedding"]


def next_logits(tokens, weights):
    return np.array([last_logits(tokens[: end + 1], weights) for end in range(len(tokens))])


def generate(prompt, steps, weights):
    if steps == 0:
        return [*prompt]
    longer = [*prompt, int(np.argmax(last_logits(prompt, weights)))]
    return generate(longer, steps - 1, weights)
