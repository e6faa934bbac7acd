def sgd_step(parameter, gradient, rate):
    # parameter: (...), gradient: (...) -> (...)
    raise NotImplementedError


def momentum_step(parameter, gradient, velocity, rate, momentum):
    # parameter, gradient, velocity: (...) -> (parameter: (...), velocity: (...))
    raise NotImplementedError


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    # parameter, gradient, velocity: (...) -> (parameter: (...), velocity: (...))
    raise NotImplementedError
