def layer_parameters(dimension, hidden, heads):  # noqa: ARG001 - heads only share the features out
    return dimension * (4 * dimension + 2 * hidden + 9) + hidden


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    return dimension * (vocabulary + length + 2) + layers * layer_parameters(dimension, hidden, heads)
