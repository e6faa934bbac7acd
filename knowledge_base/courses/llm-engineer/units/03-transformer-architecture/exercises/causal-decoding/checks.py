import numpy as np
from hypothesis import strategies as st
from reference import generate, next_logits

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

LONGEST = 9
shapes = st.shared(st.tuples(st.integers(2, 4), st.integers(2, 3)), key="V, D")


def drawn(name, make):
    return st.tuples(shapes, st.integers(0, 99)).map(
        lambda both: make(np.random.default_rng([*name.encode(), both[1]]), *both[0])
    )


def whole(rng, *shape):
    return rng.integers(-2, 3, shape).astype(float)


def decoder(rng, vocabulary, width):
    weights = {name: whole(rng, width, width) for name in ("query", "key", "value")}
    weights |= {"embedding": whole(rng, vocabulary, width), "positions": whole(rng, LONGEST, width)}
    return weights | {"unembedding": whole(rng, width, vocabulary)}


def simple(**changed):
    weights = {name: np.eye(3) for name in ("embedding", "query", "key", "value")}
    after = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [2.0, 0.0, 0.0]])
    return weights | {"positions": np.zeros((6, 3)), "unembedding": after} | changed


def is_clear(tokens, weights):
    """Whether no choice on the way to `tokens` is so close that rounding decides it."""
    best = np.sort(next_logits(tokens, weights), axis=-1)
    return (best[:, -1] - best[:, -2] > 1e-6).all()


tokens = shapes.flatmap(lambda shape: st.lists(st.integers(0, shape[0] - 1), min_size=1, max_size=4))
given = {"tokens": tokens, "weights": drawn("weights", decoder)}
task = {"prompt": tokens, "steps": st.sampled_from([2, 3]), "weights": given["weights"]}
placed = simple(positions=np.arange(18.0).reshape(6, 3) % 5)

follows_the_definition = agrees(
    next_logits,
    es="Cada fila da los logits del token que sigue",
    en="Each row gives the logits of the token that follows",
    given=given,
    draws=20,
    examples=[
        example(True, tokens=[0, 1], weights=simple()),
        example(True, tokens=[2], weights=simple()),
        example(tokens=[2, 0, 1], weights=placed),
        example(tokens=[0, 0], weights=simple(key=np.ones((3, 3)), value=2 * np.eye(3)[::-1])),
        example(tokens=[0, 1], weights=simple(embedding=100 * np.eye(3))),
        example(tokens=[0, 1], weights=simple(embedding=40 + np.eye(3))),
        example(tokens=[0, 1], weights=simple(key=np.outer([-8000.0, 8000.0, 0.0], [1.0, 0.0, 0.0]))),
    ],
)


@check(
    es="El futuro no se filtra",
    en="The future does not leak",
    given=given,
    examples=[example(tokens=[0, 1], weights=simple()), example(tokens=[2, 0, 1], weights=placed)],
    draws=20,
)
def hides_the_future(call, tokens, weights):
    before = call("next_logits", tokens, weights)
    after = call("next_logits", [*tokens, 1], weights)
    require(
        isinstance(after, np.ndarray) and len(after) == len(tokens) + 1,
        es="hay una fila de logits por token",
        en="there is a row of logits per token",
        got=after,
    )
    same(after[:-1], before)


writes_the_likeliest = agrees(
    generate,
    es="Cada token nuevo es el más probable después de los anteriores",
    en="Each new token is the likeliest after those before it",
    examples=[
        example(True, prompt=[0], steps=4, weights=simple()),
        example(True, prompt=[1, 2], steps=1, weights=simple()),
        example(prompt=[0, 2], steps=0, weights=simple()),
        example(prompt=[2, 1], steps=3, weights=placed),
        example(prompt=[1], steps=2, weights=simple(unembedding=np.zeros((3, 3)))),
    ],
)


@check(
    es="Con cualquier modelo se elige el logit más alto",
    en="With any model the highest logit is chosen",
    given=task,
    draws=30,
)
def chooses_the_highest(call, prompt, steps, weights):
    expected = generate(prompt, steps, weights)
    if is_clear(expected, weights):
        same(call("generate", prompt, steps, weights), expected)


@check(
    es="Generar por partes da lo mismo",
    en="Generating bit by bit gives the same",
    given=task,
    examples=[example(prompt=[0], steps=2, weights=simple())],
    draws=20,
)
def goes_on(call, prompt, steps, weights):
    part = generate(prompt, 1, weights)
    rest = generate(part, steps, weights)
    if is_clear(rest, weights):
        same(call("generate", prompt, steps + 1, weights), rest)


leaves_the_prompt_alone = leaves_arguments_alone(
    "generate", given=task, examples=[example(prompt=[0], steps=2, weights=simple())]
)
