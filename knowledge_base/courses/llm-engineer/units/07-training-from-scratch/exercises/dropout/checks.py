from operator import itemgetter

import numpy as np
from hypothesis import strategies as st
from reference import dropout, dropout_backward

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import arrays

RATES = st.sampled_from([0.5, 0.25, 0.75])


def cases():
    """Activations and draws of one shape, of one or two dimensions."""
    shapes = st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple)
    drawn = st.shared(
        shapes.flatmap(lambda shape: st.tuples(arrays(shape, 1, 4), draws(shape))), key="dropout"
    )
    return {"x": drawn.map(itemgetter(0)), "draws": drawn.map(itemgetter(1))}


def draws(shape):
    return arrays(shape, 0, 7).map(lambda eighths: np.round(eighths) / 8)


def case(visible, x, draws, rate, training):
    return example(visible, x=np.array(x), draws=np.array(draws), rate=rate, training=training)


drops_and_scales = agrees(
    dropout,
    es="Al entrenar, apaga unas y escala las demás",
    en="In training it switches some off and scales the others",
    given=cases() | {"rate": RATES, "training": st.just(True)},
    examples=[
        case(True, [1.0, 2.0, -3.0], [0.1, 0.9, 0.6], 0.5, True),
        case(False, [[1.0], [2.0]], [[0.1], [0.9]], 0.75, True),
        case(False, [3.0, 3.0], [0.1, 0.9], 0.25, True),
        case(False, [0.0, 3.0], [0.9, 0.1], 0.25, True),
    ],
    draws=20,
)

edges = agrees(
    dropout,
    es="Los casos límite: tasa 0 y un sorteo igual a la tasa",
    en="The edge cases: rate 0 and a draw equal to the rate",
    given=cases() | {"rate": st.just(0.0), "training": st.just(True)},
    examples=[
        case(True, [1.0, 2.0], [0.25, 0.125], 0.25, True),
        case(False, [1.0, 2.0], [0.0, 0.5], 0.0, True),
    ],
    draws=8,
)

evaluates = agrees(
    dropout,
    es="Al evaluar no cambia nada",
    en="In evaluation it changes nothing",
    given=cases() | {"rate": RATES, "training": st.just(False)},
    examples=[
        case(True, [1.0, 2.0, -3.0], [0.1, 0.9, 0.6], 0.5, False),
        case(False, [[1.0], [2.0]], [[0.0], [0.0]], 0.75, False),
    ],
    draws=15,
)

sends_back = agrees(
    dropout_backward,
    es="El gradiente vuelve por las mismas que pasaron, con la misma escala",
    en="The gradient goes back through those that passed, at the same scale",
    given={
        "gradient": arrays((3,)),
        "mask": st.sampled_from([(0.0, 2.0, 2.0), (4.0, 0.0, 4.0)]).map(np.array),
    },
    examples=[
        example(True, gradient=np.array([1.0, 1.0, 3.0]), mask=np.array([0.0, 2.0, 2.0])),
        example(gradient=np.array([[1.0, 5.0]]), mask=np.ones((1, 2))),
    ],
    draws=10,
)


@check(
    es="En promedio sobre los sorteos, la salida es la entrada",
    en="On average over the draws, the output is the input",
    given={"x": arrays((2,), 1, 4), "eighths": st.sampled_from([4, 2, 6])},
    examples=[example(x=np.array([1.0, -2.0]), eighths=2)],
    draws=10,
)
def keeps_the_mean(call, x, eighths):
    batch, draws = np.tile(x, (8, 1)), np.tile(np.arange(8)[:, None] / 8, (1, 2))
    output, _ = call("dropout", batch, draws, eighths / 8, True)
    require(
        np.allclose(output.mean(axis=0), x),
        es="con ocho sorteos repartidos por igual, la media de cada activación es la de entrada",
        en="with eight draws spread evenly, the mean of each activation is that of the input",
        got=output,
    )


leaves_arguments = leaves_arguments_alone(
    "dropout",
    given=cases() | {"rate": RATES, "training": st.booleans()},
    examples=[case(False, [1.0, 2.0], [0.1, 0.9], 0.5, True)],
)
leaves_gradient = leaves_arguments_alone(
    "dropout_backward", examples=[example(gradient=np.array([1.0, 1.0]), mask=np.array([0.0, 2.0]))]
)
