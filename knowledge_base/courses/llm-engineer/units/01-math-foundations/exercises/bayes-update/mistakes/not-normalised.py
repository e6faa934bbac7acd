import numpy as np


def posterior(prior, likelihood, evidence):
    return prior * likelihood[:, evidence].prod(axis=1)  # fault


def predict(prior, likelihood, evidence):
    return posterior(prior, likelihood, evidence) @ likelihood
