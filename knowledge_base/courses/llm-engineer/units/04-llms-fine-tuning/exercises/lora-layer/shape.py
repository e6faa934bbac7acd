def lora_forward(x, weight, a, b, alpha):
    scale = ____
    return x @ weight.T + scale * (____)


def lora_gradients(x, grad_output, a, b, alpha):
    scale = ____
    grad_b = scale * grad_output.T @ (____)
    grad_a = scale * (____).T @ x
    return grad_a, grad_b


def merge(weight, a, b, alpha):
    scale = ____
    return weight + ____
