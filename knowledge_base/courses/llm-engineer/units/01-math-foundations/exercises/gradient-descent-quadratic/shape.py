import numpy as np


def descend(a, b, start, rate, tolerance, limit):
    w = start.copy()
    gradient = ____
    steps = 0
    while ____ > tolerance and ____:
        w = ____
        gradient = ____
        steps += 1
    return w, steps
