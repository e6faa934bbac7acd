import numpy as np


def next_token_probabilities(logits, temperature, top_k, top_p):
    # logits: (V,) -> probabilities: (V,)
    raise NotImplementedError


def choose(probabilities, draw):
    # probabilities: (V,), draw: [0, 1) -> int
    raise NotImplementedError
