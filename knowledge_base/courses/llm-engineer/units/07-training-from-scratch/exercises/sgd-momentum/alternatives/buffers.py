import numpy as np


def sgd_step(parameter, gradient, rate):
    step = np.multiply(gradient, -rate)
    step += parameter
    return step


def momentum_step(parameter, gradient, velocity, rate, momentum):
    new_velocity = np.multiply(velocity, momentum)
    new_velocity += gradient
    return sgd_step(parameter, new_velocity, rate), new_velocity


def nesterov_step(parameter, gradient, velocity, rate, momentum):
    _, new_velocity = momentum_step(parameter, gradient, velocity, rate, momentum)
    ahead = np.multiply(new_velocity, momentum)
    ahead += gradient
    return sgd_step(parameter, ahead, rate), new_velocity
