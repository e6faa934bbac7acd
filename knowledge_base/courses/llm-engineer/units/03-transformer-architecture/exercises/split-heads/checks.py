import numpy as np
from hypothesis import strategies as st
from reference import merge_heads, split_heads

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

shapes = st.shared(
    st.tuples(st.sampled_from([(), (2,), (2, 1)]), *[st.integers(1, 3)] * 3), key="batch, T, heads, d"
)


def counted(*shape):
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


whole = {
    "x": shapes.map(lambda shape: counted(*shape[0], shape[1], shape[2] * shape[3])),
    "heads": shapes.map(lambda shape: shape[2]),
}
parts = {"x": shapes.map(lambda shape: counted(*shape[0], shape[2], shape[1], shape[3]))}

gives_each_head_its_features = agrees(
    split_heads,
    es="Cada cabeza recibe sus features de cada posición",
    en="Each head gets its features of every position",
    given=whole,
    draws=25,
    examples=[
        example(True, x=counted(2, 4), heads=2),
        example(True, x=counted(1, 3), heads=3),
        example(x=counted(2, 2), heads=2),
        example(x=counted(2, 3, 4), heads=2),
        example(x=counted(3, 2), heads=1),
    ],
)

puts_heads_side_by_side = agrees(
    merge_heads,
    es="Las cabezas de una posición quedan una al lado de la otra",
    en="The heads of a position end up side by side",
    given=parts,
    draws=25,
    examples=[
        example(True, x=np.array([[[1.0], [2.0]], [[3.0], [4.0]]])),
        example(x=counted(2, 1, 2)),
        example(x=counted(2, 2, 3, 2)),
    ],
)


@check(
    es="Separar y unir devuelve lo mismo",
    en="Splitting and merging gives the same back",
    given=whole,
    examples=[example(x=counted(2, 4), heads=2)],
    draws=25,
)
def comes_back(call, x, heads):
    same(call("merge_heads", call("split_heads", x, heads)), x)


@check(
    es="Cada posición va por su cuenta",
    en="Each position goes on its own",
    given=whole,
    examples=[example(x=counted(2, 4), heads=2)],
    draws=25,
)
def keeps_positions_apart(call, x, heads):
    moved = x.copy()
    moved[..., 0, :] += 100
    got = call("split_heads", moved, heads)
    require(
        isinstance(got, np.ndarray) and got.shape == split_heads(x, heads).shape,
        es="split_heads devuelve forma (..., heads, T, D // heads)",
        en="split_heads returns shape (..., heads, T, D // heads)",
        got=got,
    )
    require(
        np.array_equal(got[..., 0, :] > 100, np.ones_like(got[..., 0, :])) and (got[..., 1:, :] < 100).all(),
        es="sumarle 100 a la posición 0 se ve solo en la posición 0 de cada cabeza",
        en="adding 100 to position 0 shows only at position 0 of each head",
        got=got,
    )


leaves_features_alone = leaves_arguments_alone(
    "split_heads", given=whole, examples=[example(x=counted(2, 4), heads=2)]
)
leaves_heads_alone = leaves_arguments_alone(
    "merge_heads", given=parts, examples=[example(x=counted(2, 2, 1))]
)
