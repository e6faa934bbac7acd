def sgd_step(parameter, gradient, rate):
    return ____


def momentum_step(parameter, gradient, velocity, rate, momentum):
    velocity = ____
    return parameter - ____, velocity


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    velocity = ____
    return parameter - ____, velocity
