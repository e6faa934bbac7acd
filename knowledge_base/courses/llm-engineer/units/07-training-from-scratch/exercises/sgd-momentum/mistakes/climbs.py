def sgd_step(parameter, gradient, rate):
    return parameter + rate * gradient  # fault


def momentum_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + gradient
    return parameter + rate * velocity, velocity  # fault


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + gradient
    return parameter + rate * (gradient + momentum * velocity), velocity  # fault
