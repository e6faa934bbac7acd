import numpy as np
from hypothesis import strategies as st
from reference import dequantize, output_error, quantize

from tools.checks import agrees, check, example, leaves_arguments_alone, require
from tools.strategies import vectors

# Odd eighths and zeros: no weight lies halfway between codes, where weight / scale and weight / largest * q
# may round differently.
WEIGHTS = vectors(size=(1, 9)).map(lambda drawn: 2 * drawn - np.sign(drawn) / 8)
BITS = st.sampled_from([8, 4, 3, 2])
BLOCKS = st.integers(1, 4)
MIXED = np.array([0.5, -1.0, 0.0, 2.0])
OUTLIER = np.array([0.1, 0.2, -0.3, 0.25, 100.0, 0.5])
MATRIX = np.array([[1.0, -0.4, 0.3], [0.2, 2.0, -5.0]])

each_block_by_itself = agrees(
    quantize,
    es="Cada bloque tiene su escala y sus códigos",
    en="Each block has its scale and its codes",
    given={"weights": WEIGHTS, "bits": BITS, "block": BLOCKS},
    draws=25,
    examples=[
        example(True, weights=MIXED, bits=4, block=2),
        example(True, weights=OUTLIER, bits=8, block=4),
        example(weights=np.array([1.0, 2.9, 7.0]), bits=4, block=3),
        example(weights=np.array([-4.0, 1.0]), bits=4, block=2),
        example(weights=np.array([0.5, 3.0, 1.5, 2.5]), bits=3, block=4),
    ],
)

short_last_block = agrees(
    quantize,
    es="El último bloque puede ser más corto",
    en="The last block may be shorter",
    examples=[
        example(True, weights=np.array([1.0, 2.0, 3.0]), bits=8, block=2),
        example(weights=np.array([5.0]), bits=8, block=64),
    ],
)

blocks_of_zeros = agrees(
    quantize,
    es="Un bloque de ceros da escala 0 y códigos 0",
    en="A block of zeros gives scale 0 and codes 0",
    examples=[
        example(True, weights=np.zeros(3), bits=4, block=2),
        example(weights=np.array([0.0, 0.0, 1.0, -1.0]), bits=8, block=2),
    ],
)

goes_back = agrees(
    dequantize,
    es="Cada código vuelve con la escala de su bloque",
    en="Each code goes back with its block's scale",
    examples=[
        example(True, codes=np.array([4, -7, 0, 7], dtype=np.int8), scales=np.array([0.25, 0.5]), block=2),
        example(codes=np.array([127, -1, 100], dtype=np.int8), scales=np.array([2.0, 0.5]), block=2),
        example(codes=np.array([3], dtype=np.int8), scales=np.array([1000.0]), block=8),
    ],
)


@check(
    es="Ningún peso se aleja más de medio paso",
    en="No weight moves by more than half a step",
    given={"weights": WEIGHTS, "bits": BITS, "block": BLOCKS},
    draws=30,
    examples=[
        example(weights=OUTLIER, bits=8, block=3),
        example(True, weights=np.array([1.0, 0.5]), bits=4, block=2),
    ],
)
def within_half_a_step(call, weights, bits, block):
    codes, scales = call("quantize", weights, bits, block)
    back = call("dequantize", codes, scales, block)
    steps = np.repeat(scales, block)[: len(weights)]
    require(
        bool(np.all(np.abs(back - weights) <= steps / 2 + 1e-9)),
        es="al volver, cada peso está a medio paso o menos del original",
        en="back again, each weight is within half a step of the original",
        got=back,
    )


measures_the_output = agrees(
    output_error,
    es="El error es el de la salida, relativo a la exacta",
    en="The error is that of the output, relative to the exact one",
    examples=[
        example(True, matrix=np.array([[1.0, 0.4]]), x=np.array([0.0, 1.0]), bits=3, block=2),
        example(matrix=MATRIX, x=np.array([1.0, 2.0, 3.0]), bits=4, block=3),
        example(matrix=MATRIX, x=np.array([1.0, 2.0, 3.0]), bits=4, block=4),
        example(matrix=MATRIX, x=np.array([-3.0, 0.5, 0.0]), bits=8, block=6),
        example(matrix=MATRIX, x=np.array([-3.0, 0.5, 0.0]), bits=2, block=6),
    ],
)

leaves_the_weights = leaves_arguments_alone("quantize", examples=[example(weights=MIXED, bits=4, block=2)])
leaves_the_matrix = leaves_arguments_alone(
    "output_error", examples=[example(matrix=MATRIX, x=np.array([1.0, 2.0, 3.0]), bits=4, block=3)]
)
