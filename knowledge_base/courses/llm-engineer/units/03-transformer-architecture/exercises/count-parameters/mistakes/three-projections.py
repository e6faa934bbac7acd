def projection(inputs, outputs):
    return inputs * outputs + outputs


def layer_parameters(dimension, hidden, heads):
    attention = 3 * projection(dimension, dimension)  # fault
    feed_forward = projection(dimension, hidden) + projection(hidden, dimension)
    norms = 2 * 2 * dimension
    return attention + feed_forward + norms


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    embeddings = (vocabulary + length) * dimension
    norm = 2 * dimension
    return embeddings + norm + layers * layer_parameters(dimension, hidden, heads)
