import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    w = start.copy()
    gradient = a @ w - b
    steps = 0
    while np.linalg.norm(gradient) > tolerance and steps < limit:
        w = w + rate * gradient  # fault
        gradient = a @ w - b
        steps += 1
    return w, steps
