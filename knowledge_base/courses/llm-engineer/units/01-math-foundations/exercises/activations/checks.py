import numpy as np
from reference import gelu, gelu_slope, relu, relu_slope, sigmoid, sigmoid_slope, tanh_slope

from tools.checks import agrees, check, example, leaves_arguments_alone
from tools.strategies import tensors

FUNCTIONS = ("sigmoid", "sigmoid_slope", "tanh_slope", "relu", "relu_slope", "gelu", "gelu_slope")
anything = {"x": tensors(low=-6, high=6)}
zero = example(x=np.array([[0.0]]))
one = example(x=np.array([1.0]))
small = example(True, x=np.array([-2.0, -0.5, 0.0, 1.0]))
large = example(x=np.array([-1000.0, 1000.0, -40.0, 40.0]))
edges = [small, zero, one, large]


sigmoid_is_right = agrees(
    sigmoid,
    es="La sigmoide es correcta y finita en todas partes",
    en="The sigmoid is right and finite everywhere",
    given=anything,
    examples=[*edges, example(True, x=np.array([1000.0, -1000.0]))],
    draws=15,
)
sigmoid_slope_is_right = agrees(
    sigmoid_slope,
    es="La derivada de la sigmoide es correcta",
    en="The derivative of the sigmoid is right",
    given=anything,
    examples=edges,
    draws=15,
)
tanh_slope_is_right = agrees(
    tanh_slope,
    es="La derivada de tanh es correcta",
    en="The derivative of tanh is right",
    given=anything,
    examples=edges,
    draws=15,
)
relu_is_right = agrees(
    relu, es="ReLU es correcta", en="ReLU is right", given=anything, examples=edges, draws=15
)
relu_slope_is_right = agrees(
    relu_slope,
    es="La derivada de ReLU es correcta, también en 0",
    en="The derivative of ReLU is right, at 0 too",
    given={"x": tensors(low=-0.5, high=0.5)},
    examples=edges,
    draws=15,
)
gelu_is_right = agrees(
    gelu, es="GELU es correcta", en="GELU is right", given=anything, examples=edges, draws=15
)
gelu_slope_is_right = agrees(
    gelu_slope,
    es="La derivada de GELU es correcta",
    en="The derivative of GELU is right",
    given=anything,
    examples=edges,
    draws=15,
    tolerance=7e-10,  # finite differences come no closer at 1000
)


@check(
    es="Ninguna función modifica lo que recibe",
    en="No function changes what it receives",
    given={"x": tensors(dimensions=(1, 2))},
    examples=[example(x=np.array([-1.0, 1.0]))],
    draws=10,
)
def leaves_x_alone(call, x):
    for name in FUNCTIONS:
        leaves_arguments_alone(name).body(call, x=x)
