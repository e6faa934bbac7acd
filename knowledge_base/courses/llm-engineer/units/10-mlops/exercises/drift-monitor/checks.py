import numpy as np
from hypothesis import strategies as st
from reference import alerts, psi

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import vectors

SAMPLES = vectors(size=(2, 8), low=0, high=4)
EDGES = st.sampled_from([np.array([1.0, 2.0, 3.0]), np.array([2.0]), np.array([0.5, 3.5])])
SERIES = st.lists(st.integers(0, 9), max_size=10)

follows_the_formula = agrees(
    psi,
    es="El PSI sigue su definición sobre proporciones suavizadas",
    en="The PSI follows its definition on smoothed proportions",
    given={"reference": SAMPLES, "current": SAMPLES, "edges": EDGES},
    draws=25,
    examples=[
        example(
            True,
            reference=np.array([1.0, 1.0, 3.0]),
            current=np.array([1.0, 3.0, 3.0]),
            edges=np.array([2.0]),
        ),
        example(
            reference=np.array([0.5, 1.5, 2.5]), current=np.array([1.5, 2.5]), edges=np.array([1.0, 2.0])
        ),
        example(reference=np.array([5.0]), current=np.array([-5.0, -4.0]), edges=np.array([0.0])),
        example(
            reference=np.array([1.0, 1.0, 3.0, 3.0]),
            current=np.repeat([1.0, 3.0], 20),
            edges=np.array([2.0]),
        ),
    ],
)

edges_to_the_right = agrees(
    psi,
    es="Un valor igual a un borde pertenece al tramo que empieza en él",
    en="A value equal to an edge belongs to the bin that begins at it",
    examples=[
        example(True, reference=np.array([2.0, 2.0]), current=np.array([1.0, 3.0]), edges=np.array([2.0])),
        example(
            reference=np.array([1.0, 2.0, 3.0]), current=np.array([0.0, 2.0]), edges=np.array([1.0, 2.0])
        ),
    ],
)

empty_bins = agrees(
    psi,
    es="Un tramo vacío no rompe la cuenta",
    en="An empty bin does not break the sum",
    examples=[
        example(True, reference=np.array([1.0]), current=np.array([3.0]), edges=np.array([2.0])),
        example(reference=np.array([1.0]), current=np.array([1.5]), edges=np.array([2.0, 3.0])),
    ],
)


@check(
    es="Da lo mismo al intercambiar las muestras",
    en="It is the same with the samples swapped",
    given={"one": SAMPLES, "other": SAMPLES},
    draws=10,
    examples=[example(one=np.array([0.0, 0.0, 3.0]), other=np.array([3.0, 3.0, 3.0, 0.0]))],
)
def symmetric(call, one, other):
    edges = np.array([1.0, 2.0])
    there, back = call("psi", one, other, edges), call("psi", other, one, edges)
    require(
        np.isclose(there, back) and there >= -1e-12,
        es="no es negativo y no depende del orden",
        en="it is not negative and does not depend on the order",
        got=back,
    )


alerts_once_a_run = agrees(
    alerts,
    es="Avisa una vez por racha, cuando llega al largo pedido",
    en="It alerts once a run, when it reaches the length asked for",
    given={"values": SERIES, "limit": st.just(5), "patience": st.integers(1, 3)},
    draws=25,
    examples=[
        example(True, values=[1, 9, 9, 9, 1, 9, 9], limit=5, patience=2),
        example(True, values=[9, 9, 9, 9, 9, 9], limit=5, patience=3),
        example(values=[9, 1, 9, 1, 9], limit=5, patience=2),
        example(values=[9, 1, 9], limit=5, patience=1),
        example(values=[5, 6, 6, 5, 6], limit=5, patience=2),
        example(values=[], limit=5, patience=1),
    ],
)

leaves_the_samples = leaves_arguments_alone(
    "psi",
    examples=[example(reference=np.array([3.0, 1.0]), current=np.array([2.0, 0.0]), edges=np.array([1.0]))],
)
leaves_the_values = leaves_arguments_alone(
    "alerts", examples=[example(values=[9, 9, 1], limit=5, patience=2)]
)
