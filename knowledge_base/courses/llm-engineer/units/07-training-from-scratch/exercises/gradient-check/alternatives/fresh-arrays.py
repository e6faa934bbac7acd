import numpy as np


def logits_of(x, layers):
    (weights, bias), *rest = layers
    z = x @ weights + bias
    return logits_of(np.maximum(z, 0.0), rest) if rest else z


def mean_loss(x, y, layers):
    logits = logits_of(x, layers)
    chosen = logits[np.arange(len(y)), y]
    return float(np.mean(np.logaddexp.reduce(logits, axis=1) - chosen))


def replaced(layers, layer, which, part):
    pair = list(layers[layer])
    pair[which] = part
    return [*layers[:layer], tuple(pair), *layers[layer + 1 :]]


def slope(x, y, layers, layer, which, place, step):
    change = np.zeros(layers[layer][which].shape)
    change[place] = step
    part = layers[layer][which]
    above = mean_loss(x, y, replaced(layers, layer, which, part + change))
    below = mean_loss(x, y, replaced(layers, layer, which, part - change))
    return (above - below) / step / 2


def gradient_errors(x, y, layers, gradients, step):
    errors = []
    for layer, pair in enumerate(gradients):
        found = []
        for which, analytic in enumerate(pair):
            places = np.ndindex(analytic.shape)
            slopes = [slope(x, y, layers, layer, which, place, step) for place in places]
            numerical = np.array(slopes).reshape(analytic.shape)
            scale = np.linalg.norm(analytic) + np.linalg.norm(numerical)
            found.append(float(np.linalg.norm(analytic - numerical) / max(scale, 1e-4)))
        errors.append(tuple(found))
    return errors


def wrong_parameters(errors, tolerance):
    wrong = []
    for layer, (weights_error, bias_error) in enumerate(errors):
        if not weights_error <= tolerance:
            wrong.append((layer, "weights"))
        if not bias_error <= tolerance:
            wrong.append((layer, "bias"))
    return wrong
