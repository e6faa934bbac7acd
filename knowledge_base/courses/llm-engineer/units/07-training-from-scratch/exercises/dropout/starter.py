def dropout(x, draws, rate, training):
    # x: (...), draws: (...), rate: float, training: bool -> (output: (...), mask: (...))
    raise NotImplementedError


def dropout_backward(gradient, mask):
    # gradient: (...), mask: (...) -> (...)
    raise NotImplementedError
