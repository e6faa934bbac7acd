import numpy as np


def posterior(prior, likelihood, evidence):
    joint = prior * likelihood[:, evidence].prod(axis=1)  # fault
    return joint / joint.sum()


def predict(prior, likelihood, evidence):
    return posterior(prior, likelihood, evidence) @ likelihood
