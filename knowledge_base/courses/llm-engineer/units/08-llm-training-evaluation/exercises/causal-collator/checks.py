from hypothesis import strategies as st
from reference import block_mask, collate, pack

from tools.checks import agrees, check, example, leaves_arguments_alone, require

tokens = st.lists(st.integers(2, 9), min_size=1, max_size=4)
documents = st.lists(tokens, min_size=1, max_size=3)
owners = st.lists(st.integers(0, 1), min_size=1, max_size=5).map(
    lambda steps: [sum(steps[: at + 1]) for at in range(len(steps))]
)

pads_on_the_right = agrees(
    collate,
    es="El relleno se marca en entradas, máscara y etiquetas",
    en="Padding is marked in inputs, mask and labels",
    given={"documents": documents, "pad": st.just(0)},
    draws=20,
    examples=[
        example(True, documents=[[5, 6, 7], [8]], pad=0),
        example(documents=[[5]], pad=0),
        example(documents=[[5, 6], [7, 8]], pad=3),
    ],
)

pad_inside_a_document = agrees(
    collate,
    es="Un token igual al de relleno sigue siendo del documento",
    en="A token equal to the pad token is still the document's",
    examples=[
        example(True, documents=[[5, 1], [6, 7, 1]], pad=1),
        example(documents=[[1, 1], [1]], pad=1),
    ],
)

fills_rows = agrees(
    pack,
    es="Las filas se llenan en orden y lo que sobra se descarta",
    en="Rows are filled in order and what is left over is dropped",
    given={"documents": documents, "end": st.just(1), "length": st.integers(1, 5)},
    draws=20,
    examples=[
        example(True, documents=[[5, 6], [7], [8, 9]], end=1, length=4),
        example(True, documents=[[5, 6, 7, 8]], end=1, length=2),
        example(documents=[], end=1, length=4),
        example(documents=[[5]], end=1, length=8),
        example(documents=[[5], [6], [7]], end=1, length=6),
    ],
)

sees_its_own_past = agrees(
    block_mask,
    es="Cada token ve su documento, y nada posterior",
    en="Each token sees its document, and nothing later",
    given={"documents": owners},
    draws=20,
    examples=[
        example(True, documents=[0, 0, 1, 1]),
        example(documents=[3]),
        example(documents=[0, 0, 0]),
        example(documents=[4, 5, 6]),
    ],
)


@check(
    es="Todas las filas empaquetadas tienen el mismo largo",
    en="All packed rows have the same length",
    given={"documents": documents, "length": st.integers(1, 4)},
    draws=10,
)
def rectangular(call, documents, length):
    got = call("pack", documents, 1, length)
    require(
        all(len(row) == length for rows in got.values() for row in rows),
        es="cada fila tiene `length` valores",
        en="each row has `length` values",
        got=got,
    )


leaves_the_documents = leaves_arguments_alone("collate", examples=[example(documents=[[5, 6], [7]], pad=0)])
leaves_what_it_packs = leaves_arguments_alone(
    "pack", examples=[example(documents=[[5, 6], [7]], end=1, length=2)]
)
