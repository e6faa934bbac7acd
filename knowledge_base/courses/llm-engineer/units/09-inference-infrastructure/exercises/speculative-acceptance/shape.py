import numpy as np


def residual(target, draft):
    missing = ____
    return missing / ____


def pick(probabilities, uniform):
    reached = ____ > uniform
    return int(reached.argmax()) if reached.any() else ____


def verify_draft(tokens, draft, target, uniforms):
    for i, token in enumerate(tokens):
        ratio = ____
        if ____:
            return [*tokens[:i], pick(____, uniforms[-1])]
    return [*tokens, pick(____, uniforms[-1])]
