import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    steps = steps + 1
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    first = first / (1 - beta1**steps)  # fault
    second = second / (1 - beta2**steps)  # fault
    direction = first / (np.sqrt(second) + epsilon)
    return parameter - rate * (direction + decay * parameter), (first, second, steps)
