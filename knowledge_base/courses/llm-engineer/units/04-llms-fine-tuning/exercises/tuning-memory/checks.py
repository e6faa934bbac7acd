from hypothesis import strategies as st
from reference import lora_parameters, tuning_bytes

from tools.checks import agrees, check, example, leaves_arguments_alone, same

shapes = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=4)
BITS = st.sampled_from([4, 8, 16, 32])

counts_both_factors = agrees(
    lora_parameters,
    es="Cuenta lo que LoRA agrega a cada matriz",
    en="What LoRA adds to each matrix is counted",
    given={"shapes": shapes, "rank": st.integers(1, 4)},
    draws=20,
    examples=[
        example(True, shapes=[(4096, 4096), (4096, 4096)], rank=8),
        example(True, shapes=[(3, 5)], rank=2),
        example(shapes=[(1, 1)], rank=1),
        example(shapes=[], rank=4),
        example(shapes=[(11008, 4096), (4096, 11008), (32000, 4096)], rank=64),
    ],
)

what_is_frozen = agrees(
    tuning_bytes,
    es="Lo congelado ocupa solo sus bits, en bytes enteros",
    en="What is frozen takes up its bits alone, in whole bytes",
    given={"frozen": st.integers(0, 20), "trained": st.just(0), "bits": BITS},
    draws=20,
    examples=[
        example(True, frozen=3, trained=0, bits=4),
        example(frozen=4, trained=0, bits=4),
        example(frozen=5, trained=0, bits=16),
        example(frozen=5, trained=0, bits=32),
        example(frozen=5, trained=0, bits=8),
    ],
)

what_is_trained = agrees(
    tuning_bytes,
    es="Lo que se entrena ocupa peso, gradiente y optimizador",
    en="What is trained takes up weight, gradient and optimiser",
    given={"frozen": st.integers(0, 20), "trained": st.integers(1, 9), "bits": BITS},
    draws=20,
    examples=[
        example(True, frozen=0, trained=1, bits=4),
        example(frozen=0, trained=7, bits=16),
    ],
)

whole_models = agrees(
    tuning_bytes,
    es="Los modelos enteros salen exactos",
    en="Whole models come out exact",
    examples=[
        example(True, frozen=7_000_000_000, trained=4_194_304, bits=16),
        example(frozen=0, trained=7_000_000_000, bits=16),
        example(frozen=405_000_000_001, trained=0, bits=4),
        example(frozen=9_007_199_254_740_993, trained=1, bits=8),
    ],
)


@check(
    es="El doble de rango entrena el doble de parámetros",
    en="Twice the rank trains twice the parameters",
    given={"shapes": shapes, "rank": st.integers(1, 4)},
    draws=10,
)
def proportional_to_the_rank(call, shapes, rank):
    once, twice = call("lora_parameters", shapes, rank), call("lora_parameters", shapes, 2 * rank)
    same(twice, 2 * once)


leaves_the_shapes = leaves_arguments_alone("lora_parameters", examples=[example(shapes=[(2, 3)], rank=2)])
