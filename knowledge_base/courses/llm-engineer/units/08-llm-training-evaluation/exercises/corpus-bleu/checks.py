from hypothesis import strategies as st
from reference import clipped_counts, corpus_bleu

from tools.checks import agrees, check, example, leaves_arguments_alone, require, same

few = st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=4)
options = st.lists(few, min_size=2, max_size=2)
# Half of the candidates are their own references one after the other, so that clipping has work to do.
pairs = st.one_of(options.map(lambda both: (both[0] + both[1], both)), st.tuples(few, options))
corpora = st.lists(pairs, min_size=1, max_size=3)
TRUTH = ["the", "small", "cat", "sleeps", "on", "the", "red", "chair", "today"]
CLOSE = ["the", "small", "cat", "sleeps", "on", "a", "chair"]
OTHER = ["he", "reads", "a", "good", "book", "every", "night"]
SHORT = ["he", "reads", "a", "book", "every", "night"]

clips_repetitions = agrees(
    clipped_counts,
    es="Un n-grama acierta a lo sumo lo que permite la referencia que más lo tiene",
    en="An n-gram matches at most as the reference that has it most allows",
    examples=[
        example(True, candidate=["a"] * 7, references=[["a", "b", "a"]], n=1),
        example(True, candidate=["a", "a", "a"], references=[["a"], ["a", "a"]], n=1),
        example(candidate=["a", "b", "a", "b"], references=[["a", "b"]], n=2),
        example(candidate=["a", "a"], references=[["a"], ["a"]], n=1),
    ],
)

texts_without_ngrams = agrees(
    clipped_counts,
    es="Un texto más corto que n no tiene n-gramas",
    en="A text shorter than n has no n-grams",
    examples=[
        example(True, candidate=["a"], references=[["a", "b"]], n=2),
        example(candidate=[], references=[["a"]], n=1),
        example(candidate=["a", "b"], references=[[]], n=1),
    ],
)

scores_a_corpus = agrees(
    corpus_bleu,
    es="El corpus se cuenta entero y se divide una sola vez",
    en="The corpus is counted as a whole, and divided once",
    examples=[
        example(True, candidates=[CLOSE], references=[[TRUTH]], order=4),
        example(True, candidates=[CLOSE, SHORT], references=[[TRUTH], [OTHER]], order=4),
        example(
            candidates=[["a"], ["a", "b", "c", "c"]], references=[[["a"]], [["c", "b", "a", "c"]]], order=2
        ),
        example(candidates=[["a", "b"]], references=[[["a", "b", "c"]]], order=2),
        example(candidates=[["a", "b", "c", "a"]], references=[[["a", "b"]]], order=1),
    ],
)

zero_precisions = agrees(
    corpus_bleu,
    es="Con una precisión en 0, el puntaje es 0",
    en="With a precision of 0 the score is 0",
    examples=[
        example(True, candidates=[SHORT], references=[[OTHER]], order=4),
        example(candidates=[[]], references=[[["a"]]], order=2),
        example(candidates=[["a"]], references=[[["a", "b"]]], order=2),
        example(candidates=[["z"]], references=[[["a", "b"]]], order=1),
    ],
)

nearest_reference = agrees(
    corpus_bleu,
    es="Cuenta el largo de la referencia más cercana",
    en="The length of the nearest reference counts",
    examples=[
        example(
            True, candidates=[["a", "b", "c"]], references=[[["a", "b", "c", "d", "e"], ["a", "b"]]], order=1
        ),
        example(candidates=[["a", "b", "c"]], references=[[["a", "b", "c", "d"], ["a", "b"]]], order=1),
        example(candidates=[["a", "b", "c", "d"]], references=[[["a"], ["a", "b", "c", "d", "e"]]], order=1),
        example(
            candidates=[["a", "b", "c"]], references=[[["a", "b"], ["a", "b", "c", "d"], ["a"] * 9]], order=1
        ),
        example(candidates=[["a"], ["b"] * 3], references=[[["a", "a"], ["a"] * 3], [["b"] * 4]], order=1),
    ],
)


@check(
    es="Coincide con la definición en cualquier corpus, y no pasa de 1",
    en="It agrees with the definition on any corpus, and never passes 1",
    given={"corpus": corpora, "order": st.integers(1, 2)},
    draws=40,
)
def any_corpus(call, corpus, order):
    candidates, references = [pair[0] for pair in corpus], [pair[1] for pair in corpus]
    got = call("corpus_bleu", candidates, references, order)
    same(got, corpus_bleu(candidates, references, order))
    for candidate, options in corpus:
        counts = call("clipped_counts", candidate, options, order)
        same(counts, clipped_counts(candidate, options, order))
    require(
        0 <= got["bleu"] <= 1, es="el puntaje está entre 0 y 1", en="the score is between 0 and 1", got=got
    )


leaves_the_texts = leaves_arguments_alone(
    "corpus_bleu", examples=[example(candidates=[CLOSE], references=[[TRUTH]], order=2)]
)
