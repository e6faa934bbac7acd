import numpy as np
from hypothesis import strategies as st
from reference import rms_norm

from tools.checks import agrees, check, example, leaves_arguments_alone, same
from tools.strategies import arrays

shapes = st.shared(
    st.tuples(st.sampled_from([(), (2,), (3,), (2, 2)]), st.integers(1, 4)), key="batch, features"
)
rows = shapes.flatmap(lambda shape: arrays((*shape[0], shape[1])))
given = {"x": rows, "gamma": shapes.flatmap(lambda shape: arrays((shape[1],)))}
pairs = np.array([[3.0, -3.0], [1.0, 7.0]])

follows_the_definition = agrees(
    rms_norm,
    es="Cada posición se divide entre su media cuadrática",
    en="Each position is divided by its root mean square",
    given=given,
    examples=[
        example(True, x=pairs, gamma=np.ones(2), eps=0.0),
        example(True, x=np.array([2.0, 2.0]), gamma=np.array([1.0, 3.0]), eps=0.0),
        example(x=np.array([1.0, 0.0]), gamma=np.ones(2), eps=1.0),
        example(x=np.array([0.01]), gamma=np.ones(1)),
        example(x=np.array([[1.0], [2.0]]), gamma=np.array([2.0])),
    ],
)

survives_zeros = agrees(
    rms_norm,
    es="Una posición de ceros sigue en ceros",
    en="A position of zeros stays zeros",
    given={"x": shapes.map(lambda shape: np.zeros((*shape[0], shape[1]))), "gamma": given["gamma"]},
    examples=[example(True, x=np.array([0.0, 0.0]), gamma=np.ones(2))],
    draws=10,
)


@check(
    es="El tamaño de la entrada no importa",
    en="The size of the input does not matter",
    given=given,
    examples=[example(x=pairs, gamma=np.ones(2))],
    draws=15,
)
def ignores_scale(call, x, gamma):
    same(call("rms_norm", 8 * x, gamma, 64e-5), call("rms_norm", x, gamma, 1e-5))


@check(
    es="Una posición no depende de las demás",
    en="A position does not depend on the others",
    given=given,
    examples=[example(x=pairs, gamma=np.ones(2))],
    draws=15,
)
def keeps_positions_apart(call, x, gamma):
    alone = call("rms_norm", x, gamma)
    beside = call("rms_norm", np.stack([x, x + 1]), gamma)
    same(beside[0] if isinstance(beside, np.ndarray) and beside.ndim else beside, alone)


leaves_features_alone = leaves_arguments_alone(
    "rms_norm", given=given, examples=[example(x=pairs, gamma=np.ones(2))]
)
