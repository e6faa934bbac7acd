import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    steps = ____
    first = ____
    second = ____
    mean = first / ____
    square = second / ____
    direction = mean / ____
    return parameter - rate * (____), (first, second, steps)
