def lora_forward(x, weight, a, b, alpha):
    scale = alpha / len(a)
    return x @ weight.T + scale * (x @ a.T @ b.T)


def lora_gradients(x, grad_output, a, b, alpha):
    scale = alpha / len(a)
    grad_b = scale * grad_output.T @ (x @ a.T)
    grad_a = scale * (grad_output @ b).T @ x
    return grad_a, grad_b


def merge(weight, a, b, alpha):
    weight += alpha / len(a) * b @ a  # fault
    return weight
