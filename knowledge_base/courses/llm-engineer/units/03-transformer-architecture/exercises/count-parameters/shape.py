def projection(inputs, outputs):
    return ____ + ____


def layer_parameters(dimension, hidden, heads):
    inwards = ____ * heads * projection(dimension, ____)
    outwards = ____
    feed_forward = ____ + ____
    norms = ____
    return inwards + outwards + feed_forward + norms


def model_parameters(vocabulary, length, dimension, hidden, heads, layers):
    embeddings = ____
    norm = ____
    return embeddings + norm + ____
