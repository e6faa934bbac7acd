def l2_penalty(layers, strength):
    return 0.5 * strength * sum((weights**2).sum() for weights, _ in layers)


def add_penalty_gradient(gradients, layers, strength):
    pairs = zip(gradients, layers, strict=True)
    return [(strength * weights, bias) for (_, bias), (weights, _) in pairs]  # fault
