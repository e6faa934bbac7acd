def sgd_step(parameter, gradient, rate):
    return parameter - rate * gradient


def momentum_step(parameter, gradient, velocity, rate, momentum):
    moved = parameter - rate * velocity  # fault
    return moved, momentum * velocity + gradient


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    moved = parameter - rate * (gradient + momentum * velocity)  # fault
    return moved, momentum * velocity + gradient
