def backward(activations, y, layers):
    # activations: [(N, D_0), ..., (N, K)], y: (N,), layers: [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    # -> [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    raise NotImplementedError
