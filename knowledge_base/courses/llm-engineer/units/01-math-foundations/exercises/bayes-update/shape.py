import numpy as np


def posterior(prior, likelihood, evidence):
    with np.errstate(divide="ignore"):
        scores = ____ + np.log(likelihood)[____].sum(____)
    weights = np.exp(____)
    return ____


def predict(prior, likelihood, evidence):
    return ____ @ ____
