import numpy as np


def residual(target, draft):
    missing = np.maximum(target - draft, 0.0)
    return missing / missing.sum()


def pick(probabilities, uniform):
    reached = np.cumsum(probabilities) > uniform
    return int(reached.argmax()) if reached.any() else len(probabilities) - 1


def verify_draft(tokens, draft, target, uniforms):
    for i, token in enumerate(tokens):
        ratio = target[i, token] / draft[i, token]
        if uniforms[i] >= ratio:
            return [*tokens[:i], pick(residual(target[i], draft[i]), uniforms[-1])]
    return [*tokens, pick(target[-1], uniforms[-1])]
