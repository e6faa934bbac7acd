import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    steps = steps + 1
    first *= beta1  # fault
    first += (1 - beta1) * gradient  # fault
    second *= beta2  # fault
    second += (1 - beta2) * gradient**2  # fault
    direction = first / (1 - beta1**steps) / (np.sqrt(second / (1 - beta2**steps)) + epsilon)
    return parameter - rate * (direction + decay * parameter), (first, second, steps)
