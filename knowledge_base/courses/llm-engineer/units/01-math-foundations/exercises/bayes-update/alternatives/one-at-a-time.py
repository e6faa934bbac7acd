import numpy as np


def posterior(prior, likelihood, evidence):
    belief = np.array(prior)
    for value in evidence:
        belief = belief * likelihood[:, value]
        belief = belief / belief.sum()
    return belief


def predict(prior, likelihood, evidence):
    belief = posterior(prior, likelihood, evidence)
    return (belief[:, None] * likelihood).sum(axis=0)
