def projection(inputs, outputs):
    return inputs * outputs + outputs


def layer_parameters(dimension, hidden, heads):
    attention = 4 * projection(dimension, dimension)
    feed_forward = projection(dimension, hidden) + projection(hidden, dimension)
    norm = 2 * dimension  # fault
    return attention + feed_forward + norm


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    embeddings = (vocabulary + length) * dimension
    norm = 2 * dimension
    return embeddings + norm + layers * layer_parameters(dimension, hidden, heads)
