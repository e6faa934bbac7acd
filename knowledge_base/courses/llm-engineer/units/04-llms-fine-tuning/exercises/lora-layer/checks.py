import numpy as np
from hypothesis import strategies as st
from reference import lora_forward, lora_gradients, merge

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import arrays

sides = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2), st.integers(1, 3))
layers = sides.flatmap(
    lambda side: st.tuples(
        arrays((side[3], side[1])),  # x: (T, m)
        arrays((side[0], side[1])),  # weight: (n, m)
        arrays((side[2], side[1])),  # a: (r, m)
        arrays((side[0], side[2])),  # b: (n, r)
        arrays((side[3], side[0])),  # grad_output: (T, n)
    )
)
ALPHAS = st.sampled_from([1, 2, 0.5, 16])
X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
W = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
A = np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 0.0]])
B = np.array([[1.0, 3.0], [0.0, 1.0]])
G = np.array([[1.0, 0.0], [2.0, 1.0]])
ONE = np.array([[1.0]])

adds_the_correction = agrees(
    lora_forward,
    es="La salida es la congelada más la corrección",
    en="The output is the frozen one plus the correction",
    examples=[
        example(True, x=np.array([[2.0]]), weight=ONE, a=ONE, b=np.array([[3.0]]), alpha=1),
        example(True, x=X, weight=W, a=A, b=B, alpha=4),
        example(x=X, weight=W, a=A, b=B, alpha=2),
        example(x=X, weight=W, a=A, b=np.zeros((2, 2)), alpha=16),
    ],
)

gives_both_gradients = agrees(
    lora_gradients,
    es="Devuelve el gradiente de cada matriz",
    en="The gradient of each matrix is returned",
    examples=[
        example(True, x=np.array([[2.0]]), grad_output=ONE, a=ONE, b=np.array([[3.0]]), alpha=1),
        example(True, x=X, grad_output=G, a=A, b=B, alpha=4),
        example(x=X, grad_output=G, a=A, b=B, alpha=2),
        example(x=X[:1], grad_output=G[:1], a=A[:1], b=B[:, :1], alpha=2),
    ],
)

merges = agrees(
    merge,
    es="La fusión suma el cambio al peso",
    en="The merge adds the change to the weight",
    examples=[
        example(True, weight=np.zeros((1, 2)), a=np.array([[1.0, 2.0]]), b=np.array([[3.0]]), alpha=2),
        example(weight=W, a=A, b=B, alpha=4),
        example(weight=W, a=A, b=B, alpha=2),
    ],
)


@check(
    es="Coincide con la definición en capas de cualquier forma",
    en="It agrees with the definition in layers of any shape",
    given={"layer": layers, "alpha": ALPHAS},
    draws=20,
)
def any_layer(call, layer, alpha):
    x, weight, a, b, grad_output = layer
    same(call("lora_forward", x, weight, a, b, alpha), lora_forward(x, weight, a, b, alpha))
    expected = lora_gradients(x, grad_output, a, b, alpha)
    same(call("lora_gradients", x, grad_output, a, b, alpha), expected)


@check(
    es="El peso fusionado da la misma salida que la capa",
    en="The merged weight gives the same output as the layer",
    given={"layer": layers, "alpha": ALPHAS},
    draws=15,
)
def merged_is_equal(call, layer, alpha):
    x, weight, a, b, _ = layer
    merged = call("merge", weight, a, b, alpha)
    same(merged, merge(weight, a, b, alpha))
    adapted = call("lora_forward", x, weight, a, b, alpha)
    require(
        np.allclose(x @ merged.T, adapted),
        es="x @ merge(...).T es igual a lora_forward(x, ...)",
        en="x @ merge(...).T equals lora_forward(x, ...)",
        got=adapted,
    )


leaves_the_weight = leaves_arguments_alone("merge", examples=[example(weight=W, a=A, b=B, alpha=2)])
leaves_the_input = leaves_arguments_alone(
    "lora_forward", examples=[example(x=X, weight=W, a=A, b=B, alpha=2)]
)
