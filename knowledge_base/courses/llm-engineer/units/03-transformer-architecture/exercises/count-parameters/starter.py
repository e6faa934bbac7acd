def layer_parameters(dimension, hidden, heads):
    # -> int
    raise NotImplementedError


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    # -> int
    raise NotImplementedError
