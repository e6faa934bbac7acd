import numpy as np


def lora_forward(x, weight, a, b, alpha):
    frozen = np.einsum("tm,nm->tn", x, weight)
    down = np.einsum("tm,rm->tr", x, a)
    return frozen + alpha / len(a) * np.einsum("tr,nr->tn", down, b)


def lora_gradients(x, grad_output, a, b, alpha):
    scaled = alpha / len(a) * grad_output
    down = np.einsum("tm,rm->tr", x, a)
    back = np.einsum("tn,nr->tr", scaled, b)
    return np.einsum("tr,tm->rm", back, x), np.einsum("tn,tr->nr", scaled, down)


def merge(weight, a, b, alpha):
    return weight + np.einsum("nr,rm->nm", b, a) * alpha / len(a)
