import numpy as np
from hypothesis import strategies as st
from reference import character_ngrams, word_vector

from tools.checks import agrees, check, example, leaves_arguments_alone, same
from tools.strategies import arrays

words = st.text("abñ", min_size=3, max_size=7)
two = {"<so": np.array([1.0, 0.0]), "ol>": np.array([0.0, 3.0])}
syllables = {"ana": np.array([1.0]), "ban": np.array([4.0]), "na>": np.array([2.0])}


@st.composite
def half_known(draw):
    """A word, and vectors for every other of its n-grams of length 2."""
    word = draw(st.permutations("abcdef").map("".join))[: draw(st.integers(3, 6))]
    width = draw(st.integers(1, 2))
    return word, {ngram: draw(arrays((width,), low=1, high=4)) for ngram in character_ngrams(word, 2, 2)[::2]}


breaks_words_up = agrees(
    character_ngrams,
    es="Los n-gramas de todos los largos, en orden",
    en="The n-grams of all lengths, in order",
    given={"word": words, "low": st.integers(2, 3), "high": st.integers(3, 4)},
    examples=[
        example(True, word="sol", low=3, high=4),
        example(True, word="a", low=3, high=3),
        example(word="niño", low=2, high=5),
        example(word="banana", low=3, high=3),
    ],
    draws=20,
)

short_words = agrees(
    character_ngrams,
    es="Los largos que no caben no dan n-gramas",
    en="Lengths that do not fit give no n-grams",
    examples=[example(True, word="a", low=4, high=6), example(word="yo", low=4, high=9)],
)

averages_what_is_known = agrees(
    word_vector,
    es="El vector es el promedio de los n-gramas conocidos",
    en="The vector is the mean of the n-grams that are known",
    examples=[
        example(True, word="sol", vectors=two, low=3, high=3),
        example(word="sol", vectors={"sol": np.array([5.0])}, low=3, high=3),
        example(word="sol", vectors=two, low=3, high=5),
    ],
)

counts_repeats = agrees(
    word_vector,
    es="Un n-grama repetido pesa tantas veces como aparece",
    en="A repeated n-gram weighs as often as it occurs",
    examples=[example(True, word="banana", vectors=syllables, low=3, high=3)],
)

nothing_known = agrees(
    word_vector,
    es="Si no se conoce ningún n-grama, devuelve ceros",
    en="If no n-gram is known, it returns zeros",
    examples=[
        example(True, word="мир", vectors=two, low=3, high=6),
        example(word="a", vectors=two, low=4, high=4),
    ],
)


@check(
    es="Una palabra a medio conocer también tiene vector",
    en="A word that is half known has a vector as well",
    given={"known": half_known()},
    draws=20,
)
def half_known_words(call, known):
    word, vectors = known
    same(call("word_vector", word, vectors, 2, 3), word_vector(word, vectors, 2, 3))


leaves_vectors_alone = leaves_arguments_alone(
    "word_vector", examples=[example(word="sol", vectors=two, low=3, high=3)]
)
