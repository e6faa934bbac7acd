import numpy as np


def posterior(prior, likelihood, evidence):
    counts = np.bincount(evidence, minlength=likelihood.shape[1])
    seen = counts > 0
    with np.errstate(divide="ignore"):
        logs = np.log(prior) + np.log(likelihood[:, seen]) @ counts[seen]
    return np.exp(logs - np.logaddexp.reduce(logs))


def predict(prior, likelihood, evidence):
    return likelihood.T @ posterior(prior, likelihood, evidence)
