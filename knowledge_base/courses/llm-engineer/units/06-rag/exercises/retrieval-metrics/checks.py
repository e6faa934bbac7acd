import numpy as np
from hypothesis import strategies as st
from reference import bootstrap_interval, mean_reciprocal_rank, ndcg_at, recall_at

from tools.checks import agrees, check, example, leaves_arguments_alone, require

TWO = {"b": 3, "d": 1, "e": 0}
FIVE = ["a", "b", "c", "d", "e"]
VALUES = np.array([1.0, 0.0, 0.5, 1.0])
DRAWS = np.array([[0, 1, 2, 3], [0, 0, 3, 3], [1, 1, 2, 1], [2, 0, 1, 1], [3, 2, 2, 0]])

orders = st.permutations(FIVE).map(lambda ids: ids[:4])
# "e" has the highest grade and "z" is never found.
found = st.tuples(st.integers(0, 3), st.integers(0, 2)).map(
    lambda drawn: {"a": drawn[0], "b": drawn[1], "c": 0, "e": 3, "z": 2}
)
labels = st.one_of(st.just({"z": 1}), found)
cuts = st.integers(1, 5)

finds_the_relevant = agrees(
    recall_at,
    es="recall@k es la proporción de los relevantes que está en los primeros k",
    en="recall@k is the share of the relevant ones among the first k",
    given={"ranked": orders, "grades": labels, "k": cuts},
    examples=[
        example(True, ranked=FIVE, grades=TWO, k=3),
        example(ranked=FIVE, grades={"b": 1, "d": 2, "z": 1}, k=5),
        example(ranked=FIVE, grades={"e": 1}, k=4),
        example(ranked=["a"], grades={"a": 2}, k=3),
        example(ranked=[], grades={"a": 1}, k=2),
    ],
)

first_right_place = agrees(
    mean_reciprocal_rank,
    es="El MRR promedia el inverso del lugar del primer relevante",
    en="The MRR averages the inverse of the place of the first relevant one",
    given={"rankings": st.tuples(orders, orders).map(list), "labels": st.tuples(labels, labels).map(list)},
    examples=[
        example(True, rankings=[FIVE, FIVE, FIVE], labels=[{"a": 1}, {"c": 2, "d": 3}, {"z": 1}]),
        example(rankings=[FIVE], labels=[{"a": 0, "b": 0, "d": 1}]),
        example(rankings=[[], ["q"]], labels=[{"a": 1}, {"q": 1}]),
    ],
)

grades_and_places = agrees(
    ndcg_at,
    es="nDCG@k cuenta el grado y el lugar, y se compara con el mejor orden posible",
    en="nDCG@k counts grade and place, and is compared with the best order there can be",
    given={"ranked": orders, "grades": labels, "k": cuts},
    examples=[
        example(True, ranked=FIVE, grades=TWO, k=5),
        example(True, ranked=["b", "d"], grades={"b": 3, "d": 1}, k=2),
        example(ranked=["d", "x", "b"], grades={"b": 2, "d": 1}, k=3),
        example(ranked=["d"], grades={"b": 3, "d": 1, "e": 2}, k=3),
        example(ranked=FIVE, grades={"a": 1, "b": 1, "c": 1}, k=2),
        example(ranked=FIVE, grades={"e": 2}, k=3),
        example(ranked=[], grades={"e": 2}, k=1),
    ],
)

interval_of_means = agrees(
    bootstrap_interval,
    es="El intervalo sale de los cuantiles de las medias de los sorteos",
    en="The interval comes from the quantiles of the means of the draws",
    examples=[
        example(True, values=VALUES, draws=DRAWS, level=0.5),
        example(values=VALUES, draws=DRAWS, level=0.95),
        example(values=VALUES, draws=DRAWS[:1], level=0.9),
        example(values=np.array([0.25]), draws=np.array([[0], [0]]), level=0.8),
        example(
            values=np.array([-1.0, 0.0, 2.0]), draws=np.array([[0, 1, 2], [2, 2, 1], [0, 0, 1]]), level=0.8
        ),
    ],
)


@check(
    es="El mejor orden vale 1, y cambiar dos documentos de grado distinto lo baja",
    en="The best order is worth 1, and swapping two documents of different grade lowers it",
    given={"high": st.integers(2, 4), "low": st.integers(0, 1), "k": st.integers(2, 4)},
    examples=[example(high=2, low=1, k=2)],
    draws=10,
)
def best_order(call, high, low, k):
    grades = {"a": high, "b": low, "c": 0}
    best = call("ndcg_at", ["a", "b", "c"], grades, k)
    swapped = call("ndcg_at", ["b", "a", "c"], grades, k)
    require(abs(best - 1) < 1e-9, es="el mejor orden vale 1", en="the best order is worth 1", got=best)
    require(0 < swapped < 1, es="el otro orden vale menos", en="the other order is worth less", got=swapped)


@check(
    es="El intervalo queda entre el menor y el mayor valor, y crece con el nivel",
    en="The interval lies between the smallest and the largest value, and grows with the level",
    given={"seed": st.integers(0, 99)},
    draws=10,
)
def wider_with_the_level(call, seed):
    generator = np.random.default_rng(seed)
    values = generator.integers(0, 9, size=8) / 8
    draws = generator.integers(8, size=(40, 8))
    narrow = call("bootstrap_interval", values, draws, 0.5)
    wide = call("bootstrap_interval", values, draws, 0.9)
    require(
        values.min() <= wide[0] <= narrow[0] <= narrow[1] <= wide[1] <= values.max(),
        es="el intervalo de 0.9 contiene al de 0.5",
        en="the interval of 0.9 holds that of 0.5",
        got=(narrow, wide),
    )


leaves_the_labels = leaves_arguments_alone("ndcg_at", examples=[example(ranked=FIVE, grades=TWO, k=3)])
leaves_the_values = leaves_arguments_alone(
    "bootstrap_interval", examples=[example(values=VALUES, draws=DRAWS, level=0.9)]
)
