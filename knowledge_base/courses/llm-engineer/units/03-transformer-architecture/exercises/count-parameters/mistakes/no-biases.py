def layer_parameters(dimension, hidden, heads):
    attention = 4 * dimension**2  # fault
    feed_forward = 2 * dimension * hidden  # fault
    norms = 2 * 2 * dimension
    return attention + feed_forward + norms


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    embeddings = (vocabulary + length) * dimension
    norm = 2 * dimension
    return embeddings + norm + layers * layer_parameters(dimension, hidden, heads)
