import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * gradient**2
    mean = first / (1 - np.power(beta1, steps))  # fault
    square = second / (1 - np.power(beta2, steps))  # fault
    direction = mean / (np.sqrt(square) + epsilon)
    return parameter - rate * (direction + decay * parameter), (first, second, steps + 1)
