def sgd_step(parameter, gradient, rate):
    return parameter - rate * gradient


def momentum_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + gradient
    return parameter - rate * velocity, velocity


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + gradient
    return parameter - rate * (gradient + momentum * velocity), velocity
