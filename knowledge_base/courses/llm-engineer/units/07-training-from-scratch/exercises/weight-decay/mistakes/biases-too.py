def l2_penalty(layers, strength):
    squares = ((weights**2).sum() + (bias**2).sum() for weights, bias in layers)  # fault
    return 0.5 * strength * sum(squares)


def add_penalty_gradient(gradients, layers, strength):
    result = []
    for (gradient, bias_gradient), (weights, bias) in zip(gradients, layers, strict=True):
        result.append((gradient + strength * weights, bias_gradient + strength * bias))  # fault
    return result
