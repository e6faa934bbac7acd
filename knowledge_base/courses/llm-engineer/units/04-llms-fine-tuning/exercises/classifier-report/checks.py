import numpy as np
from hypothesis import strategies as st
from reference import best_threshold, class_scores, confusion_matrix

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

cases = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=8)
scored = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1)), min_size=1, max_size=7)
COSTS = st.sampled_from([1, 2, 10])
ALWAYS_ZERO = np.array([[9, 0], [1, 0]])
MIXED = np.array([[5, 1, 0], [2, 3, 1], [0, 0, 8]])


def labels(*values):
    return np.array(values)


counts_each_pair = agrees(
    confusion_matrix,
    es="Cada caso está en la fila de su clase y la columna de su predicción",
    en="Each case is in the row of its class and the column of its prediction",
    examples=[
        example(True, truth=labels(0, 1, 1), predicted=labels(0, 0, 1), classes=2),
        example(truth=labels(2, 2, 2, 0), predicted=labels(1, 1, 2, 0), classes=3),
        example(truth=labels(0), predicted=labels(0), classes=4),
        example(truth=labels(0, 0, 1), predicted=labels(1, 1, 0), classes=2),
    ],
)


@check(
    es="La matriz y los puntajes siguen sus definiciones",
    en="Matrix and scores follow their definitions",
    given={"pairs": cases},
    draws=25,
)
def any_predictions(call, pairs):
    truth, predicted = (np.array(side) for side in zip(*pairs, strict=True))
    matrix = confusion_matrix(truth, predicted, 3)
    same(call("confusion_matrix", truth, predicted, 3), matrix)
    same(call("class_scores", matrix), class_scores(matrix))


scores_each_class = agrees(
    class_scores,
    es="Precisión, recall y F1 de cada clase",
    en="Precision, recall and F1 of each class",
    examples=[
        example(True, matrix=np.array([[1, 0], [1, 1]])),
        example(True, matrix=MIXED),
        example(matrix=np.array([[3]])),
        example(matrix=np.array([[90, 10], [1, 9]])),
    ],
)

classes_without_cases = agrees(
    class_scores,
    es="Lo que sería 0 / 0 vale 0",
    en="What would be 0 / 0 is worth 0",
    examples=[
        example(True, matrix=ALWAYS_ZERO),
        example(matrix=np.array([[0, 4], [0, 0]])),
        example(matrix=np.array([[2, 0, 0], [0, 3, 0], [0, 0, 0]])),
    ],
)

cheapest_threshold = agrees(
    best_threshold,
    es="El umbral es el de menor costo",
    en="The threshold is the one of least cost",
    examples=[
        example(
            True,
            probabilities=np.array([0.2, 0.6, 0.9]),
            truth=labels(0, 1, 0),
            false_positive=1,
            false_negative=5,
        ),
        example(
            probabilities=np.array([0.2, 0.6, 0.9]),
            truth=labels(0, 1, 0),
            false_positive=5,
            false_negative=1,
        ),
        example(probabilities=np.array([0.4]), truth=labels(1), false_positive=1, false_negative=1),
        example(probabilities=np.array([0.4]), truth=labels(0), false_positive=1, false_negative=1),
        example(
            probabilities=np.array([0.1, 0.3, 0.3, 0.8]),
            truth=labels(1, 0, 1, 0),
            false_positive=1,
            false_negative=3,
        ),
        example(
            probabilities=np.array([0.5, 1.0, 0.0]),
            truth=labels(1, 0, 1),
            false_positive=2,
            false_negative=2,
        ),
    ],
)


@check(
    es="Ningún otro umbral cuesta menos",
    en="No other threshold costs less",
    given={"pairs": scored, "false_positive": COSTS, "false_negative": COSTS},
    draws=20,
)
def nothing_is_cheaper(call, pairs, false_positive, false_negative):
    probabilities = np.array([part / 8 for part, _ in pairs])
    truth = np.array([label for _, label in pairs])
    got = call("best_threshold", probabilities, truth, false_positive, false_negative)
    same(got, best_threshold(probabilities, truth, false_positive, false_negative))
    require(
        got[1] <= false_negative * int(truth.sum()),
        es="el costo no supera el de no marcar a nadie",
        en="the cost is not above that of marking nobody",
        got=got,
    )


leaves_the_matrix = leaves_arguments_alone("class_scores", examples=[example(matrix=MIXED)])
leaves_the_probabilities = leaves_arguments_alone(
    "best_threshold",
    examples=[
        example(probabilities=np.array([0.9, 0.2]), truth=labels(0, 1), false_positive=1, false_negative=1)
    ],
)
