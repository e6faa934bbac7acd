import numpy as np


def cross_entropy_gradient(logits, targets):
    # logits: (N, V), targets: (N,) -> gradient: (N, V)
    raise NotImplementedError
