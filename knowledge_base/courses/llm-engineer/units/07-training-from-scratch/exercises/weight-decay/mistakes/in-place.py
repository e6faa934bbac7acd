def l2_penalty(layers, strength):
    return 0.5 * strength * sum((weights**2).sum() for weights, _ in layers)


def add_penalty_gradient(gradients, layers, strength):
    for (gradient, _), (weights, _) in zip(gradients, layers, strict=True):
        gradient += strength * weights  # fault
    return gradients
