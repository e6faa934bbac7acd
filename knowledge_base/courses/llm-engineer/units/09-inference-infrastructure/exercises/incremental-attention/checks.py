import numpy as np
from hypothesis import strategies as st
from reference import decode_step, prefill

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

SIZES = [(1, 1, 2), (4, 2, 1), (2, 1, 2), (6, 2, 1), (4, 2, 2)]  # heads, heads of key and value, size of each
sizes = st.shared(st.sampled_from(SIZES), key="heads, G, d")


def drawn(name, make):
    return st.tuples(sizes, st.integers(0, 99)).map(
        lambda both: make(np.random.default_rng([*name.encode(), both[1]]), *both[0])
    )


def whole(rng, *shape):
    return rng.integers(-2, 3, shape).astype(float)


def projections(rng, heads, kept, d):
    width = heads * d
    shapes = {"query": (width, width), "key": (width, kept * d), "value": (width, kept * d)}
    weights = {name: whole(rng, *shape) for name, shape in shapes.items()}
    return weights | {"output": whole(rng, width, width)}


def prompt(rng, heads, _kept, d):
    return whole(rng, rng.integers(1, 5), heads * d)


def token(rng, heads, _kept, d):
    return whole(rng, heads * d)


def cached(rng, _heads, kept, d):
    shape = (kept, rng.integers(0, 4), d)
    return {"keys": whole(rng, *shape), "values": whole(rng, *shape)}


def simple(**changed):
    return {name: np.eye(2) for name in ("query", "key", "value", "output")} | changed


def nothing(kept, d):
    return {"keys": np.zeros((kept, 0, d)), "values": np.zeros((kept, 0, d))}


heads = sizes.map(lambda size: size[0])
weights = drawn("weights", projections)
given_prompt = {"x": drawn("x", prompt), "weights": weights, "heads": heads}
given_step = {"x": drawn("token", token), "cache": drawn("cache", cached), "weights": weights, "heads": heads}

TWO = np.array([[1.0, 0.0], [0.0, 1.0]])
KEPT = {"keys": TWO[None], "values": TWO[None]}
FOUR = np.array([[1.0, 2.0, -1.0, 0.0], [0.0, 1.0, 2.0, -2.0], [1.0, 1.0, 0.0, 1.0]])
GROUPED = {
    "query": np.eye(4),
    "key": np.array([[1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [2.0, 0.0]]),
    "value": np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 0.0], [0.0, 3.0]]),
    "output": np.eye(4),
}
GROUPED_CACHE = {"keys": np.array([[[0.0]], [[1.0]]]), "values": np.array([[[1.0]], [[6.0]]])}

whole_prompt = agrees(
    prefill,
    es="El prefill es la atención causal de todo el prompt",
    en="The prefill is the causal attention of the whole prompt",
    given=given_prompt,
    draws=20,
    examples=[
        example(True, x=TWO, weights=simple(), heads=1),
        example(True, x=TWO, weights=simple(), heads=2),
        example(True, x=FOUR, weights=GROUPED, heads=4),
        example(x=TWO[:1], weights=simple(), heads=1),
    ],
)

one_step = agrees(
    decode_step,
    es="El paso mira la caché y su propio token",
    en="The step looks at the cache and at its own token",
    given=given_step,
    draws=20,
    examples=[
        example(True, x=np.array([2.0, 1.0]), cache=KEPT, weights=simple(), heads=1),
        example(True, x=np.array([2.0, 1.0]), cache=nothing(1, 2), weights=simple(), heads=1),
        example(True, x=FOUR[0], cache=GROUPED_CACHE, weights=GROUPED, heads=4),
        example(x=np.array([2.0, 1.0]), cache=nothing(2, 1), weights=simple(), heads=2),
    ],
)

no_overflow_in_a_prompt = agrees(
    prefill,
    es="Los puntajes enormes no desbordan el prefill",
    en="Huge scores do not overflow in the prefill",
    examples=[
        example(True, x=TWO, weights=simple(key=5000 * np.eye(2)), heads=1),
        example(x=TWO[[0, 0]], weights=simple(key=-9000 * np.eye(2)), heads=1),
    ],
)

no_overflow_in_a_step = agrees(
    decode_step,
    es="Los puntajes enormes no desbordan el paso",
    en="Huge scores do not overflow in the step",
    examples=[
        example(x=TWO[0], cache=KEPT, weights=simple(key=5000 * np.eye(2)), heads=1),
        example(x=TWO[0], cache=nothing(2, 1), weights=simple(key=-9000 * np.eye(2)), heads=2),
    ],
)


@check(
    es="Token a token da lo mismo que el prompt entero",
    en="Token by token gives the same as the whole prompt",
    given=given_prompt,
    examples=[example(x=TWO, weights=simple(), heads=1), example(x=FOUR, weights=GROUPED, heads=4)],
    draws=15,
)
def grows_step_by_step(call, x, weights, heads):
    expected, kept = prefill(x, weights, heads)
    d = x.shape[1] // heads
    cache = nothing(weights["key"].shape[1] // d, d)
    for row, token in zip(expected, x, strict=True):
        output, cache = call("decode_step", token, cache, weights, heads)
        same(output, row)
    same(cache, kept)


@check(
    es="El paso continúa lo que dejó el prefill",
    en="The step goes on from what the prefill left",
    given=given_prompt | {"token": given_step["x"]},
    examples=[example(x=TWO, token=TWO[0], weights=simple(), heads=2)],
    draws=10,
)
def goes_on(call, x, token, weights, heads):
    _, kept = call("prefill", x, weights, heads)
    output, after = call("decode_step", token, kept, weights, heads)
    require(
        isinstance(after, dict) and after["keys"].shape[1] == len(x) + 1,
        es="la caché tiene una posición más que el prompt",
        en="the cache has one position more than the prompt",
        got=after,
    )
    same(output, prefill(np.vstack([x, token]), weights, heads)[0][-1])


leaves_the_cache = leaves_arguments_alone(
    "decode_step",
    given=given_step,
    examples=[example(x=TWO[0], cache=KEPT, weights=simple(), heads=1)],
)
