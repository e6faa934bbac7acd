import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from reference import affinities, find_sigma, neighbour_probabilities, perplexity_of

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same
from tools.strategies import numbers

squares = st.lists(st.integers(0, 40).map(lambda part: part / 4), min_size=3, max_size=7)


@st.composite
def searches(draw):
    """Squared distances to other points, and a perplexity that can be reached with room to spare."""
    distances = np.array(draw(squares))
    ties = int((distances == distances.min()).sum())
    assume(ties < len(distances) - 1)
    return distances, ties + draw(st.sampled_from([0.25, 0.5, 0.75])) * (len(distances) - ties)


@st.composite
def clouds(draw):
    """Points, and a perplexity that each of them can reach."""
    width = draw(st.integers(1, 2))
    rows = draw(st.lists(st.tuples(*[numbers()] * width), min_size=4, max_size=6, unique=True))
    points = np.array(rows)
    squared = ((points[:, None] - points) ** 2).sum(-1) + np.diag(np.full(len(points), np.inf))
    perplexity = len(points) * 0.6
    ties = (np.isclose(squared, squared.min(axis=1, keepdims=True))).sum(axis=1)
    assume((ties < perplexity - 0.3).all())
    return points, perplexity


follows_the_definition = agrees(
    neighbour_probabilities,
    es="Las probabilidades siguen la definición",
    en="The probabilities follow the definition",
    given={"distances": squares.map(np.array), "sigma": st.sampled_from([0.5, 1.0, 2.0, 3.0])},
    examples=[
        example(True, distances=np.array([0.0, 2.0]), sigma=1.0),
        example(distances=np.array([1.0, 4.0, 9.0]), sigma=2.0),
        example(distances=np.array([5.0]), sigma=1.0),
    ],
    draws=20,
)

survives_far_neighbours = agrees(
    neighbour_probabilities,
    es="Los vecinos muy lejanos no dan nan",
    en="Neighbours that are far away give no nan",
    examples=[
        example(True, distances=np.array([10000.0, 10001.0]), sigma=0.5),
        example(distances=np.array([1e8, 2e8]), sigma=1.0),
    ],
)

finds_known_sigmas = agrees(
    find_sigma,
    es="Encuentra el sigma de casos conocidos",
    en="Finds the sigma of known cases",
    examples=[
        example(True, distances=np.array([1.0, 4.0, 9.0]), perplexity=2.0),
        example(distances=np.array([0.0, 1.0]), perplexity=1.5),
        example(distances=np.array([2.0, 2.0, 5.0, 8.0]), perplexity=3.0),
    ],
    tolerance=1e-4,
)


def reaches(call, distances, perplexity):
    """The sigma that comes back has the perplexity, as reckoned outside."""
    sigma = call("find_sigma", distances, perplexity)
    require(
        isinstance(sigma, float) and np.isfinite(sigma) and sigma > 0,
        es="devuelve un float positivo",
        en="it returns a positive float",
        got=sigma,
    )
    found = float(perplexity_of(distances, sigma))
    require(
        abs(found - perplexity) < 1e-6,
        es=f"la perplejidad es {perplexity}; con ese sigma es {found:.8g}",
        en=f"the perplexity is {perplexity}; with that sigma it is {found:.8g}",
        got=sigma,
    )


@check(
    es="El sigma encontrado tiene la perplejidad pedida",
    en="The sigma that is found has the perplexity asked for",
    given={"search": searches()},
    examples=[example(search=(np.array([0.0, 1.0, 4.0]), 2.0))],
    draws=20,
)
def reaches_the_perplexity(call, search):
    reaches(call, *search)


@check(
    es="Encuentra sigma a cualquier escala",
    en="Finds sigma at any scale",
    examples=[
        example(scale=1e6),
        example(scale=4e-8),
        example(scale=1e8),
    ],
)
def works_at_any_scale(call, scale):
    reaches(call, scale * np.array([0.25, 0.5, 0.75, 1.0]), 2.0)


matrix_is_right = agrees(
    affinities,
    es="Cada fila de la matriz tiene las probabilidades de los vecinos de su punto",
    en="Each row of the matrix has the probabilities of the neighbours of its point",
    examples=[
        example(True, points=np.array([[0.0], [1.0], [3.0], [7.0]]), perplexity=2.0),
        example(points=np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [3.0, 3.0]]), perplexity=2.0),
    ],
    tolerance=1e-4,
)


@check(
    es="La matriz es la de t-SNE para cualquier nube de puntos",
    en="The matrix is that of t-SNE for any cloud of points",
    given={"cloud": clouds()},
    draws=15,
)
def matrix_of_a_cloud(call, cloud):
    same(call("affinities", *cloud), affinities(*cloud), tolerance=1e-4)


leaves_points_alone = leaves_arguments_alone(
    "affinities", examples=[example(points=np.array([[0.0], [1.0], [3.0]]), perplexity=1.5)]
)
leaves_distances_alone = leaves_arguments_alone(
    "find_sigma", examples=[example(distances=np.array([1.0, 4.0, 9.0]), perplexity=2.0)]
)
