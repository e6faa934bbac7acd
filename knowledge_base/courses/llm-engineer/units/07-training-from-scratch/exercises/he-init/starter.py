def initial_layers(draws, scheme):
    # draws: [(D_i, D_i+1), ...], scheme: "he" or "xavier"
    # -> [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    raise NotImplementedError
