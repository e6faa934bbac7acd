import numpy as np


def average(previous, value, beta, steps):
    total = beta * previous + (1 - beta) * value
    weight = (1 - beta) * sum(beta**age for age in range(steps))
    return total, total / weight


def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    first, second, steps = state
    first, mean = average(first, gradient, betas[0], steps + 1)
    second, square = average(second, np.square(gradient), betas[1], steps + 1)
    moved = parameter - rate * mean / (np.sqrt(square) + epsilon)
    return moved - rate * decay * parameter, (first, second, steps + 1)
