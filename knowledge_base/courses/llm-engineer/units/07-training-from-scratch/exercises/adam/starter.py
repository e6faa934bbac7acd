def adamw_step(parameter, gradient, state, rate, betas, epsilon, decay):
    # parameter, gradient: (...), state: (first: (...), second: (...), steps: int), betas: (float, float)
    # -> (parameter: (...), (first: (...), second: (...), steps: int))
    raise NotImplementedError
