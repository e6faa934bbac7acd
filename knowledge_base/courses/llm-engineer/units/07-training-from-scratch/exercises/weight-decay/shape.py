def l2_penalty(layers, strength):
    return ____ * sum(____ for weights, _ in layers)


def add_penalty_gradient(gradients, layers, strength):
    pairs = zip(gradients, layers, strict=True)
    return [(____, ____) for (gradient, bias), (weights, _) in pairs]
