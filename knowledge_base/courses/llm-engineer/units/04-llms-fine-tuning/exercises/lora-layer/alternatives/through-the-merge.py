import numpy as np


def lora_forward(x, weight, a, b, alpha):
    return x @ merge(weight, a, b, alpha).T


def lora_gradients(x, grad_output, a, b, alpha):
    grad_change = alpha / len(a) * np.dot(grad_output.T, x)
    return b.T @ grad_change, grad_change @ a.T


def merge(weight, a, b, alpha):
    return weight + alpha / len(a) * np.dot(b, a)
