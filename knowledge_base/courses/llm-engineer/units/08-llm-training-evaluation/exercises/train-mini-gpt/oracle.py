"""What can be known of a trained model without training it."""

import math


def vocabulary_of(text):
    """The distinct symbols, sorted."""
    return "".join(sorted(set(text)))


def uniform_loss(text):
    """The loss, in nats, of a model that spreads probability evenly over the vocabulary."""
    return math.log(len(set(text)))
