def lora_forward(x, weight, a, b, alpha):
    scale = 1.0  # fault
    return x @ weight.T + scale * (x @ a.T @ b.T)


def lora_gradients(x, grad_output, a, b, alpha):
    scale = 1.0  # fault
    grad_b = scale * grad_output.T @ (x @ a.T)
    grad_a = scale * (grad_output @ b).T @ x
    return grad_a, grad_b


def merge(weight, a, b, alpha):
    scale = 1.0  # fault
    return weight + scale * b @ a
