import numpy as np

SMALLEST = 1e-4


def mean_loss(x, y, layers):
    *hidden, (last_weights, last_bias) = layers
    for weights, bias in hidden:
        x = np.maximum(x @ weights + bias, 0.0)
    logits = x @ last_weights + last_bias
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(y)), y].mean()


def numerical_gradient(loss, part, step):
    slopes = np.zeros(part.shape)
    for place in np.ndindex(part.shape):
        kept = part[place]
        part[place] = kept + step
        above = loss()
        part[place] = kept - step
        slopes[place] = (above - loss()) / step  # fault
        part[place] = kept
    return slopes


def relative_error(analytic, numerical):
    scale = np.linalg.norm(analytic) + np.linalg.norm(numerical)
    return float(np.linalg.norm(analytic - numerical) / max(scale, SMALLEST))


def gradient_errors(x, y, layers, gradients, step):
    layers = [(weights.copy(), bias.copy()) for weights, bias in layers]
    errors = []
    for parts, analytic in zip(layers, gradients, strict=True):
        numerical = [numerical_gradient(lambda: mean_loss(x, y, layers), part, step) for part in parts]
        errors.append(tuple(map(relative_error, analytic, numerical)))
    return errors


def wrong_parameters(errors, tolerance):
    return [
        (layer, name)
        for layer, pair in enumerate(errors)
        for name, error in zip(("weights", "bias"), pair, strict=True)
        if not error <= tolerance
    ]
