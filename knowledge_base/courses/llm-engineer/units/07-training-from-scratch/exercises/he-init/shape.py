import numpy as np


def initial_layers(draws, scheme):
    layers = []
    for normal in draws:
        inputs, outputs = normal.shape
        variance = {"he": ____, "xavier": ____}[scheme]
        layers.append((____, ____))
    return layers
