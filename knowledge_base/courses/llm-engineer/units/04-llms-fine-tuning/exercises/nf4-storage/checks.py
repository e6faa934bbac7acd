import numpy as np
from hypothesis import strategies as st
from reference import bits_per_weight, pack_nf4, unpack_nf4

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import vectors

EVEN = np.linspace(-1.0, 1.0, 16)
# Close together near 0 and far apart at the ends, as those of NF4 are; not evenly spaced on purpose.
UNEVEN = np.array(
    [-1.0, -0.7, -0.5, -0.4, -0.3, -0.2, -0.1, 0.0, 0.08, 0.16, 0.25, 0.34, 0.44, 0.56, 0.72, 1.0]
)
EIGHTHS = np.append(-1.0, np.arange(-6.0, 9.0) / 8)  # halfway between two of these is exact
LEVELS = st.sampled_from([UNEVEN, EVEN])
WEIGHTS = vectors(size=(1, 7)).map(lambda drawn: drawn + np.where(drawn >= 0, 0.03125, -0.03125))
BLOCKS = st.integers(1, 4)

packs_in_pairs = agrees(
    pack_nf4,
    es="Cada byte guarda dos códigos en su orden",
    en="Each byte keeps two codes in their order",
    given={"weights": WEIGHTS, "levels": LEVELS, "block": BLOCKS},
    draws=25,
    examples=[
        example(True, weights=np.array([2.0, -2.0, 1.0]), levels=EVEN, block=4),
        example(True, weights=np.array([1.0, -1.0]), levels=UNEVEN, block=2),
        example(weights=np.array([3.0]), levels=UNEVEN, block=64),
        example(weights=np.array([1.0, 0.5, -0.25, 0.125, 4.0, -0.5]), levels=UNEVEN, block=3),
    ],
)

takes_the_nearest = agrees(
    pack_nf4,
    es="El código es el del nivel más cercano",
    en="The code is that of the nearest level",
    examples=[
        example(True, weights=np.array([1.0, 0.7]), levels=UNEVEN, block=2),
        example(weights=np.array([1.0, 0.0, 0.04, 0.05]), levels=UNEVEN, block=4),
        example(weights=np.array([1.0, -0.99, -0.86, -0.84]), levels=UNEVEN, block=4),
        example(weights=np.array([-4.0, 1.0]), levels=UNEVEN, block=2),
        example(weights=np.array([1.0, 0.125]), levels=EIGHTHS, block=2),
        example(weights=np.array([1.0, 0.0625]), levels=EIGHTHS, block=2),
    ],
)

goes_back = agrees(
    unpack_nf4,
    es="Recupera cada peso con la escala de su bloque",
    en="Each weight is recovered with its block's scale",
    examples=[
        example(
            True,
            packed=np.array([240, 176], dtype=np.uint8),
            scales=np.array([2.0]),
            levels=EVEN,
            block=4,
            count=3,
        ),
        example(
            packed=np.array([0x1F, 0x80, 0x29], dtype=np.uint8),
            scales=np.array([2.0, 0.5]),
            levels=UNEVEN,
            block=3,
            count=6,
        ),
        example(
            packed=np.array([0x30], dtype=np.uint8),
            scales=np.array([10.0]),
            levels=UNEVEN,
            block=1,
            count=1,
        ),
    ],
)


@check(
    es="Ningún nivel está más cerca que el guardado",
    en="No level is nearer than the one that is kept",
    given={"weights": WEIGHTS, "block": BLOCKS},
    draws=20,
    examples=[example(weights=np.array([0.9, 0.1, -3.0, 2.0, 0.2]), block=2)],
)
def round_trip(call, weights, block):
    packed, scales = call("pack_nf4", weights, UNEVEN, block)
    back = call("unpack_nf4", packed, scales, UNEVEN, block, len(weights))
    steps = scales[np.arange(len(weights)) // block]
    best = np.abs(weights[:, None] - UNEVEN * steps[:, None]).min(axis=1)
    require(
        bool(np.all(np.abs(back - weights) <= best + 1e-9)),
        es="lo recuperado es lo más cercano que permiten los niveles",
        en="what is recovered is the nearest that the levels allow",
        got=back,
    )


counts_the_constants = agrees(
    bits_per_weight,
    es="Cuenta los bits de las escalas y de sus constantes",
    en="The bits of the scales and of their constants are counted",
    given={"block": st.integers(1, 64), "group": st.integers(1, 64)},
    draws=15,
    examples=[
        example(True, block=64, group=256),
        example(True, block=8, group=2),
        example(block=1, group=1),
    ],
)

leaves_the_weights = leaves_arguments_alone(
    "pack_nf4", examples=[example(weights=np.array([2.0, -1.0, 0.5]), levels=EVEN, block=2)]
)
