from hypothesis import strategies as st
from reference import bpe_train, merge_pair

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require, same

symbol = st.sampled_from(["a", "b", "ca"])
pair = st.sampled_from([("a", "a"), ("a", "b"), ("b", "a")])
words = st.text("abc", min_size=1, max_size=6)
corpora = st.dictionaries(words, st.integers(1, 9), min_size=1, max_size=4)
long_words = st.dictionaries(
    st.text("abc", min_size=2, max_size=6), st.integers(1, 9), min_size=1, max_size=4
)
once = st.dictionaries(words, st.just(1), min_size=2, max_size=4)

joins_every_occurrence = agrees(
    merge_pair,
    es="Une todas las apariciones del par, y nada más",
    en="Joins every occurrence of the pair, and nothing else",
    given={"symbols": st.lists(symbol, min_size=3, max_size=8), "pair": pair},
    examples=[
        example(True, symbols=["a", "b", "c", "a", "b"], pair=("a", "b")),
        example(True, symbols=["a", "a", "a"], pair=("a", "a")),
        example(symbols=["ca", "b"], pair=("a", "b")),
        example(symbols=["a", "bc"], pair=("a", "b")),
        example(symbols=["b", "a"], pair=("a", "b")),
        example(symbols=[], pair=("a", "b")),
    ],
)

learns_what_is_frequent = agrees(
    bpe_train,
    es="Aprende primero los pares más frecuentes del corpus",
    en="Learns the most frequent pairs of the corpus first",
    given={"counts": long_words, "merges": st.integers(1, 2)},
    examples=[
        example(True, counts={"gato": 5, "gatos": 2, "pato": 3}, merges=4),
        example(True, counts={"a": 1, "b": 10}, merges=1),
        example(counts={"banana": 1}, merges=4),
        example(counts={"aaaa": 3}, merges=3),
    ],
)

breaks_ties_the_same_way = agrees(
    bpe_train,
    es="En un empate gana el par menor",
    en="In a tie the smallest pair wins",
    examples=[
        example(True, counts={"b": 1, "a": 1}, merges=2),
        example(counts={"cab": 1, "bca": 1}, merges=3),
        example(counts={"aaab": 1}, merges=2),
        example(counts={"zo": 2, "za": 2}, merges=3),
    ],
)

stops_when_nothing_is_left = agrees(
    bpe_train,
    es="Devuelve menos fusiones cuando ya no quedan pares",
    en="Returns fewer merges when no pairs are left",
    examples=[
        example(True, counts={"a": 1}, merges=9),
        example(counts={"ab": 2}, merges=0),
        example(counts={"ab": 3, "b": 1}, merges=9),
    ],
)


@check(
    es="El orden de las palabras no cambia nada",
    en="The order of the words changes nothing",
    given={"counts": once},
    draws=20,
)
def ignores_the_order(call, counts):
    learned = call("bpe_train", counts, 3)
    same(call("bpe_train", dict(reversed(counts.items())), 3), learned)


@check(
    es="Pedir más fusiones no cambia las primeras",
    en="Asking for more merges does not change the first ones",
    given={"counts": corpora},
    examples=[example(counts={"abab": 2, "ba": 1})],
    draws=15,
)
def goes_on_where_it_was(call, counts):
    more = call("bpe_train", counts, 4)
    require(isinstance(more, list), es="devuelve una lista", en="it returns a list", got=more)
    same(call("bpe_train", counts, 2), more[:2])


leaves_symbols_alone = leaves_arguments_alone(
    "merge_pair", examples=[example(symbols=["a", "b"], pair=("a", "b"))]
)
leaves_counts_alone = leaves_arguments_alone(
    "bpe_train", examples=[example(counts={"ab": 2, "b": 1}, merges=2)]
)

growth = Growth(
    function="merge_pair",
    inputs=lambda size: (["a", "b"] * size, ("a", "b")),
    sizes=(2000, 4000, 8000, 16000),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que la cantidad de símbolos.",
        en="The time grows faster than the number of symbols.",
    ),
)
