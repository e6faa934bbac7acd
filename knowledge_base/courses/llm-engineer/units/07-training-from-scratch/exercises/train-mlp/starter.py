def train(x, y, layers, batches, rate, momentum, epochs, target):
    # x: (N, D), y: (N,), layers: [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...], batches: [(size,), ...]
    # -> (layers, losses: list of float)
    raise NotImplementedError
