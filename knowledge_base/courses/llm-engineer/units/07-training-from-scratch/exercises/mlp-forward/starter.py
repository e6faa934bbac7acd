def forward(x, layers):
    # x: (N, D_0), layers: [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    # -> list of len(layers) + 1 arrays, the i-th of shape (N, D_i)
    raise NotImplementedError
