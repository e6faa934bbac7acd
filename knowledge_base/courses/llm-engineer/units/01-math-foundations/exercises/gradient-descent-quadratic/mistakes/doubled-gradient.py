import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    w = start.copy()
    gradient = 2 * a @ w - b  # fault
    steps = 0
    while np.linalg.norm(gradient) > tolerance and steps < limit:
        w = w - rate * gradient
        gradient = 2 * a @ w - b  # fault
        steps += 1
    return w, steps
