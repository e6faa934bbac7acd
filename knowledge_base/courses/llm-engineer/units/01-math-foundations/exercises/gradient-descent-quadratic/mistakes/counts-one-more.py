import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    w = start.copy()
    steps = 0
    while steps < limit:
        gradient = a @ w - b
        w = w - rate * gradient
        steps += 1
        if np.linalg.norm(gradient) <= tolerance:  # fault
            break
    return w, steps
