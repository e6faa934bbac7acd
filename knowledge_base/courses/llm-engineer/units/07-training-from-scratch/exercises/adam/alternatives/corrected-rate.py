import numpy as np


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    beta1, beta2 = betas
    steps = steps + 1
    first = first + (1 - beta1) * (gradient - first)
    second = second + (1 - beta2) * (gradient * gradient - second)
    spread = np.sqrt(1 - beta2**steps)
    corrected = rate * spread / (1 - beta1**steps)
    shrunk = parameter * (1 - rate * decay)
    return shrunk - corrected * first / (np.sqrt(second) + epsilon * spread), (first, second, steps)
