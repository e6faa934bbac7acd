import numpy as np


def initial_layers(draws, scheme):
    layers = []
    for normal in draws:
        inputs, outputs = normal.shape
        variance = {"he": 2 / outputs, "xavier": 2 / (inputs + outputs)}[scheme]  # fault
        layers.append((normal * np.sqrt(variance), np.zeros(outputs)))
    return layers
