def sgd_step(parameter, gradient, rate):
    parameter -= rate * gradient  # fault
    return parameter


def momentum_step(parameter, gradient, velocity, rate, momentum):
    velocity *= momentum  # fault
    velocity += gradient  # fault
    return parameter - rate * velocity, velocity


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    velocity = momentum * velocity + gradient
    return parameter - rate * (gradient + momentum * velocity), velocity
