import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    w = np.array(start)
    for steps in range(limit):
        gradient = a.dot(w) - b
        if np.sqrt(gradient @ gradient) <= tolerance:
            return w, steps
        w -= rate * gradient
    return w, limit
