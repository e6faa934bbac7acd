from math import prod


def layer_parameters(dimension, hidden, heads):
    part = dimension // heads
    head = [(dimension, part), (part,)]
    shapes = 3 * heads * head
    shapes += [(dimension, dimension), (dimension,)]
    shapes += [(dimension, hidden), (hidden,), (hidden, dimension), (dimension,)]
    shapes += [(dimension,)] * 4
    return sum(map(prod, shapes))


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    shapes = [(vocabulary, dimension), (length, dimension), (dimension,), (dimension,)]
    return sum(map(prod, shapes)) + layers * layer_parameters(dimension, hidden, heads)
