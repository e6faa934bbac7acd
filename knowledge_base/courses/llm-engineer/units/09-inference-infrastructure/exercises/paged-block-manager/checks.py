from collections import Counter

from hypothesis import strategies as st
from reference import run_blocks

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

names = st.sampled_from(["a", "b", "c"])
appends = st.tuples(st.just("append"), names)
operation = st.one_of(
    appends,
    st.tuples(st.just("allocate"), names, st.sampled_from([3, 1, 4, 9, 2, 15])),
    st.tuples(st.just("fork"), names, names),
    st.tuples(st.just("free"), names),
    appends,
)
operations = st.lists(operation, min_size=6, max_size=12).map(
    lambda drawn: [("allocate", "a", 3), ("fork", "a", "b"), *drawn]
)
given = {
    "operations": operations,
    "blocks": st.sampled_from([4, 3, 6]),
    "block_size": st.sampled_from([2, 3, 4]),
}
HALF = [("allocate", "a", 3), ("fork", "a", "b")]
FULL = [("allocate", "a", 4), ("fork", "a", "b")]

allocates = agrees(
    run_blocks,
    es="Crear una secuencia toma los bloques justos",
    en="Creating a sequence takes just the blocks it needs",
    examples=[
        example(True, operations=[("allocate", "a", 3), ("allocate", "b", 2)], blocks=4, block_size=2),
        example(True, operations=[("allocate", "a", 4)], blocks=4, block_size=4),
        example(operations=[("allocate", "a", 1)], blocks=1, block_size=16),
        example(operations=[("allocate", "a", 3)], blocks=3, block_size=1),
        example(operations=[], blocks=2, block_size=2),
    ],
)

appends_tokens = agrees(
    run_blocks,
    es="Agregar toma un bloque solo cuando el último está lleno",
    en="Appending takes a block only when the last one is full",
    examples=[
        example(True, operations=[("allocate", "a", 3), ("append", "a")], blocks=4, block_size=2),
        example(True, operations=[("allocate", "a", 2), ("append", "a")], blocks=4, block_size=2),
        example(operations=[("allocate", "a", 1)] + 3 * [("append", "a")], blocks=4, block_size=1),
    ],
)

shares = agrees(
    run_blocks,
    es="Bifurcar comparte, y solo escribir copia",
    en="A fork shares, and only writing copies",
    examples=[
        example(True, operations=HALF, blocks=4, block_size=2),
        example(True, operations=[*HALF, ("append", "b")], blocks=4, block_size=2),
        example(True, operations=[*FULL, ("append", "b"), ("append", "a")], blocks=4, block_size=2),
        example(operations=[*HALF, ("append", "b"), ("append", "a")], blocks=4, block_size=2),
        example(operations=[*HALF, ("fork", "b", "c"), ("append", "c")], blocks=4, block_size=2),
        example(operations=[*HALF, ("free", "a"), ("append", "b")], blocks=4, block_size=2),
    ],
)

frees = agrees(
    run_blocks,
    es="Un bloque queda libre cuando nadie lo usa, y se vuelve a tomar",
    en="A block becomes free when nobody uses it, and is taken again",
    examples=[
        example(
            True,
            operations=[
                ("allocate", "a", 2),
                ("allocate", "b", 2),
                ("free", "a"),
                ("append", "b"),
            ],
            blocks=3,
            block_size=2,
        ),
        example(True, operations=[*HALF, ("free", "a"), ("allocate", "c", 2)], blocks=4, block_size=2),
        example(operations=[*HALF, ("append", "b"), ("free", "b"), ("free", "a")], blocks=4, block_size=2),
    ],
)

refuses = agrees(
    run_blocks,
    es="Lo que no puede hacerse no cambia nada",
    en="What cannot be done changes nothing",
    examples=[
        example(True, operations=[("allocate", "a", 4), ("append", "a")], blocks=2, block_size=2),
        example(True, operations=[("allocate", "a", 5), ("allocate", "b", 4)], blocks=2, block_size=2),
        example(operations=[*HALF, ("append", "b")], blocks=2, block_size=2),
        example(
            operations=[("allocate", "a", 1), ("allocate", "a", 3), ("fork", "a", "a")],
            blocks=4,
            block_size=2,
        ),
        example(operations=[("append", "a"), ("free", "a"), ("fork", "a", "b")], blocks=4, block_size=2),
        example(operations=[*FULL, ("allocate", "c", 1), ("fork", "c", "b")], blocks=3, block_size=2),
    ],
)

any_operations = agrees(
    run_blocks,
    es="Con cualquier serie de operaciones el estado es el que debe",
    en="After any series of operations the state is as it should be",
    given=given,
    draws=90,
)


@check(
    es="Los contadores coinciden con las tablas y ningún bloque se pierde",
    en="The counters agree with the tables and no block is lost",
    given=given,
    examples=[example(operations=[*HALF, ("append", "b"), ("free", "a")], blocks=4, block_size=2)],
    draws=15,
)
def counts_agree(call, operations, blocks, block_size):
    too_long = ("allocate", "z", blocks * block_size + 1)
    state = call("run_blocks", [too_long, *operations], blocks, block_size)
    used = Counter(block for table in state["tables"].values() for block in table)
    require(
        state["references"] == [used[block] for block in range(blocks)],
        es="cada bloque tiene tantas referencias como tablas en que aparece",
        en="each block has as many references as tables in which it appears",
        got=state,
    )
    everything = [("free", name) for name in "abc"]
    refill = ("allocate", "d", blocks * block_size)
    after = call("run_blocks", [too_long, *operations, *everything, refill], blocks, block_size)
    same(after["tables"], {"d": list(range(blocks))})


leaves_the_operations = leaves_arguments_alone(
    "run_blocks", examples=[example(operations=HALF, blocks=4, block_size=2)]
)
