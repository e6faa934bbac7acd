import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    gradient = a @ start - b
    shrink = np.eye(len(b)) - rate * a
    travelled = np.zeros(len(b))
    steps = 0
    while steps < limit and np.hypot.reduce(gradient) > tolerance:
        travelled = travelled + rate * gradient
        gradient = shrink @ gradient
        steps = steps + 1
    return start - travelled, steps
