import numpy as np


def initial_layers(draws, scheme):
    inputs, outputs = draws[0].shape  # fault
    variance = {"he": 2 / inputs, "xavier": 2 / (inputs + outputs)}[scheme]
    return [(normal * np.sqrt(variance), np.zeros(normal.shape[1])) for normal in draws]
