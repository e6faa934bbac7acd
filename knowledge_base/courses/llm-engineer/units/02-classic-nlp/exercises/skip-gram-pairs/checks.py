from hypothesis import strategies as st
from reference import skip_gram_pairs

from knowledge_base.course_fields import Text
from tools.checks import Growth, agrees, check, example, leaves_arguments_alone, require

distinct = st.permutations(["a", "b", "c", "d", "e", "f"])
corpora = st.lists(
    distinct.flatmap(lambda words: st.integers(3, 6).map(lambda n: words[:n])), min_size=1, max_size=1
)

pairs_of_a_sentence = agrees(
    skip_gram_pairs,
    es="Los pares de una oración, en orden",
    en="The pairs of a sentence, in order",
    given={"sentences": corpora, "window": st.integers(1, 3)},
    examples=[
        example(True, sentences=[["el", "gato", "duerme"]], window=1),
        example(True, sentences=[["el", "gato", "duerme"]], window=2),
        example(sentences=[["a", "b", "c", "d", "e"]], window=2),
        example(sentences=[["a", "b"]], window=9),
    ],
    draws=20,
)

repeated_words = agrees(
    skip_gram_pairs,
    es="Una palabra repetida es contexto de sí misma",
    en="A repeated word is a context of itself",
    examples=[
        example(True, sentences=[["bla", "bla"]], window=1),
        example(sentences=[["no", "sí", "no"]], window=2),
    ],
)

sentences_apart = agrees(
    skip_gram_pairs,
    es="La ventana no pasa de una oración a otra",
    en="The window does not pass from one sentence to another",
    examples=[
        example(True, sentences=[["a", "b"], ["c", "d"]], window=2),
        example(sentences=[["a"], ["b"]], window=1),
    ],
)

nothing_to_pair = agrees(
    skip_gram_pairs,
    es="Sin vecinos no hay pares",
    en="Without neighbours there are no pairs",
    examples=[
        example(True, sentences=[["sol"]], window=2),
        example(sentences=[], window=1),
        example(sentences=[[], []], window=1),
    ],
)


@check(
    es="Si una palabra es contexto de otra, la otra lo es de ella",
    en="If a word is a context of another, so is the other of it",
    given={"sentences": corpora, "window": st.integers(1, 3)},
    draws=15,
)
def works_both_ways(call, sentences, window):
    pairs = call("skip_gram_pairs", sentences, window)
    require(
        sorted(pairs) == sorted((context, centre) for centre, context in pairs),
        es="por cada par (a, b) también está (b, a)",
        en="for each pair (a, b) there is also (b, a)",
        got=pairs,
    )


leaves_sentences_alone = leaves_arguments_alone(
    "skip_gram_pairs", examples=[example(sentences=[["a", "b"], ["c"]], window=1)]
)

growth = Growth(
    function="skip_gram_pairs",
    inputs=lambda size: ([["palabra"] * size], 2),
    sizes=(200, 400, 800, 1600),
    exponent=1.3,
    why=Text(
        es="El tiempo crece más que el largo de la oración; basta con mirar dentro de la ventana.",
        en="The time grows faster than the length of the sentence; looking inside the window is enough.",
    ),
)
