import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    steps = steps + 1
    first = beta1 * first + (1 - beta1) * gradient
    second = beta2 * second + (1 - beta2) * np.abs(gradient)  # fault
    mean = first / (1 - beta1**steps)
    square = second / (1 - beta2**steps)
    direction = mean / (np.sqrt(square) + epsilon)
    return parameter - rate * (direction + decay * parameter), (first, second, steps)
