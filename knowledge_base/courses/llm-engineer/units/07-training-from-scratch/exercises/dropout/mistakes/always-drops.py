def dropout(x, draws, rate, training):
    mask = (draws >= rate) / (1 - rate)  # fault
    return x * mask, mask


def dropout_backward(gradient, mask):
    return gradient * mask
