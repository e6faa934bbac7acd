def sgd_step(parameter, gradient, rate):
    return parameter - rate * gradient


def momentum_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + rate * gradient  # fault
    return parameter - velocity, velocity  # fault


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + rate * gradient  # fault
    return parameter - (rate * gradient + momentum * velocity), velocity  # fault
