def step(parameter, gradient, velocity, rate, momentum, looks_ahead):
    velocity = gradient + momentum * velocity
    direction = gradient + momentum * velocity if looks_ahead else velocity
    return parameter - rate * direction, velocity


def sgd_step(parameter, gradient, rate):
    return step(parameter, gradient, 0.0, rate, 0.0, False)[0]


def momentum_step(parameter, gradient, velocity, rate, momentum):
    return step(parameter, gradient, velocity, rate, momentum, False)


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    return step(parameter, gradient, velocity, rate, momentum, True)
