import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    steps = steps + 1
    gradient = gradient + decay * parameter  # fault
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    mean = first / (1 - beta1**steps)
    square = second / (1 - beta2**steps)
    return parameter - rate * mean / (np.sqrt(square) + epsilon), (first, second, steps)
