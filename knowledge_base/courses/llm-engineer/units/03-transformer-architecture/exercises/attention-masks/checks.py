import numpy as np
from hypothesis import strategies as st
from reference import causal_mask, decoder_mask, padding_mask

from tools.checks import agrees, check, example, leaves_arguments_alone, require

sizes = st.shared(st.integers(1, 5), key="size")
lengths = sizes.flatmap(lambda size: st.lists(st.integers(1, size), min_size=1, max_size=4)).map(np.array)
batch = {"lengths": lengths, "size": sizes}

covers_the_padding = agrees(
    padding_mask,
    es="Nadie mira el relleno",
    en="Nobody looks at the padding",
    given=batch,
    examples=[
        example(True, lengths=np.array([3, 1]), size=3),
        example(lengths=np.array([1]), size=2),
        example(lengths=np.array([1]), size=1),
        example(lengths=np.array([1, 2]), size=2),
    ],
)

hides_the_future = agrees(
    causal_mask,
    es="Cada token se ve a sí mismo y a los anteriores",
    en="Each token sees itself and the earlier ones",
    given={"size": sizes},
    draws=10,
    examples=[example(True, size=2), example(size=1), example(size=4)],
)

keeps_both_rules = agrees(
    decoder_mask,
    es="En el decoder valen las dos reglas",
    en="In the decoder both rules hold",
    given=batch,
    examples=[
        example(True, lengths=np.array([2, 1]), size=2),
        example(lengths=np.array([2, 3, 1]), size=3),
        example(lengths=np.array([1]), size=2),
    ],
)


@check(
    es="Cada fila deja ver cuantos tokens corresponde",
    en="Each row lets as many tokens be seen as it should",
    given=batch,
    examples=[example(lengths=np.array([1]), size=2)],
)
def counts_what_is_seen(call, lengths, size):
    mask = call("decoder_mask", lengths, size)
    seen = np.minimum(np.arange(1, size + 1), lengths[:, np.newaxis])
    require(
        isinstance(mask, np.ndarray) and np.array_equal(mask.sum(axis=-1), seen),
        es="la fila i tiene min(i + 1, largo) valores True",
        en="row i has min(i + 1, length) True values",
        got=mask,
    )


@check(
    es="Agregar relleno no cambia lo que ya estaba",
    en="Adding padding does not change what was there",
    given=batch,
)
def grows_at_the_end(call, lengths, size):
    mask = call("decoder_mask", lengths, size)
    longer = call("decoder_mask", lengths, size + 1)
    require(
        isinstance(longer, np.ndarray) and np.array_equal(longer[..., :size, :size], mask),
        es="decoder_mask(lengths, size + 1) empieza como decoder_mask(lengths, size)",
        en="decoder_mask(lengths, size + 1) begins like decoder_mask(lengths, size)",
        got=longer,
    )


leaves_lengths_alone = leaves_arguments_alone(
    "padding_mask", given=batch, examples=[example(lengths=np.array([2, 1]), size=2)]
)
leaves_both_alone = leaves_arguments_alone(
    "decoder_mask", given=batch, examples=[example(lengths=np.array([2, 1]), size=2)]
)
