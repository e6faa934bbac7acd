import numpy as np


def confusion_matrix(truth, predicted, classes):
    # truth, predicted: (n,) integers -> (classes, classes) integers
    raise NotImplementedError


def class_scores(matrix):
    # -> {"precision", "recall", "f1": (classes,), "macro_f1", "accuracy": float}
    raise NotImplementedError


def best_threshold(probabilities, truth, false_positive, false_negative):
    # probabilities: (n,), truth: (n,) of 0 and 1 -> (threshold, cost)
    raise NotImplementedError
