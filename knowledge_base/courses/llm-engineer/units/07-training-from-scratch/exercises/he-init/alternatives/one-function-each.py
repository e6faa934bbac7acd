import math

import numpy as np


def he_deviation(inputs, _outputs):
    return math.sqrt(2) / math.sqrt(inputs)


def xavier_deviation(inputs, outputs):
    return math.sqrt(2) / math.sqrt(inputs + outputs)


def initial_layers(draws, scheme):
    deviation = he_deviation if scheme == "he" else xavier_deviation
    return [(deviation(*normal.shape) * normal, 0.0 * np.ones(normal.shape[1])) for normal in draws]
