import numpy as np


def posterior(prior, likelihood, evidence):
    # prior: (H,), likelihood: (H, E), evidence: (T,) -> (H,)
    raise NotImplementedError


def predict(prior, likelihood, evidence):
    # prior: (H,), likelihood: (H, E), evidence: (T,) -> (E,)
    raise NotImplementedError
