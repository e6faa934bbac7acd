import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    w = start.copy()
    gradient = a @ w - b
    steps = 0
    while np.abs(gradient).max() > tolerance and steps < limit:  # fault
        w = w - rate * gradient
        gradient = a @ w - b
        steps += 1
    return w, steps
