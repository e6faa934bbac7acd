import numpy as np


def residual(target, draft):
    # target, draft: (V,) -> (V,)
    raise NotImplementedError


def pick(probabilities, uniform):
    # probabilities: (V,), uniform: float -> int
    raise NotImplementedError


def verify_draft(tokens, draft, target, uniforms):
    # tokens: list of g ints, draft: (g, V), target: (g + 1, V), uniforms: (g + 1,) -> list of int
    raise NotImplementedError
