def gradient_errors(x, y, layers, gradients, step):
    # x: (N, D_0), y: (N,), layers and gradients: [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    # -> [(weights error: float, bias error: float), ...]
    raise NotImplementedError


def wrong_parameters(errors, tolerance):
    # errors: [(float, float), ...] -> [(layer: int, "weights" or "bias"), ...]
    raise NotImplementedError
