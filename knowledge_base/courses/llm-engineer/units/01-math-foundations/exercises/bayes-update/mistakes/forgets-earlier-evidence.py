import numpy as np


def posterior(prior, likelihood, evidence):
    belief = prior.copy()
    for value in evidence:
        belief = prior * likelihood[:, value]  # fault
        belief = belief / belief.sum()
    return belief


def predict(prior, likelihood, evidence):
    return posterior(prior, likelihood, evidence) @ likelihood
