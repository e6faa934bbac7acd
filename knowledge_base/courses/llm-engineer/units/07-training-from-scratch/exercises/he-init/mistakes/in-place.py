import numpy as np


def initial_layers(draws, scheme):
    layers = []
    for normal in draws:
        inputs, outputs = normal.shape
        variance = {"he": 2 / inputs, "xavier": 2 / (inputs + outputs)}[scheme]
        normal *= np.sqrt(variance)  # fault
        layers.append((normal, np.zeros(outputs)))
    return layers
