def l2_penalty(layers, strength):
    # layers: [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...] -> float
    raise NotImplementedError


def add_penalty_gradient(gradients, layers, strength):
    # gradients, layers: [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    # -> [(weights: (D_i, D_i+1), bias: (D_i+1,)), ...]
    raise NotImplementedError
