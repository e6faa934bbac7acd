"""Words are folded and compared the same way everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.documents import Language
from knowledge_base.words import (
    NEGATIONS,
    STOPWORDS,
    content_words,
    encodable,
    folded,
    identifiers,
    numbers,
    stem,
    stems,
    words,
)

languages = st.sampled_from(["es", "en"])


def test_case_accents_and_ligatures_are_folded() -> None:
    assert folded("ÁRBOL de Decisión, e\ufb03cient NIÑO") == "arbol de decision, efficient nino"


def test_compounds_are_one_word() -> None:
    assert words("Multi-head attention with np.exp(x) and snake_case, end.") == [
        *("multi-head", "attention", "with", "np.exp", "x", "and", "snake_case", "end")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the difference between dropout and weight decay?", ["dropout", "weight", "decay"]),
        ("¿Qué es la retropropagación y cómo funciona?", ["retropropagacion"]),
        ("a b 7", ["7"]),
        ("¿?!", []),
    ],
)
def test_function_words_carry_nothing(text: str, expected: list[str]) -> None:
    assert content_words(text) == expected


def test_the_lists_of_words_are_folded_themselves() -> None:
    assert all(folded(word) == word for word in STOPWORDS | NEGATIONS)


def test_numbers_are_read_with_comma_or_point() -> None:
    assert numbers("0,5 of 12 in 3.14, not v2 or 2-3.") == {"0.5", "12", "3.14", "2", "3"}


def test_identifiers_survive_translation() -> None:
    found = identifiers("Usa model.fit() y train_test_split con BERT, GPT2, LLMs y camelCase en Python.")
    assert found == {"model.fit", "train_test_split", "bert", "gpt2", "llms", "camelcase"}


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("es", ["función", "funciones", "FUNCIÓN", "funcion"]),
        ("es", ["matriz", "matrices"]),
        ("es", ["red", "redes"]),
        ("en", ["network", "networks", "Networks"]),
        ("en", ["train", "training", "trained"]),
    ],
)
def test_inflections_share_a_stem(language: Language, forms: list[str]) -> None:
    assert len({stem(form, language) for form in forms}) == 1


@given(st.text(), languages)
def test_stems_are_what_the_index_can_hold(text: str, language: Language) -> None:
    found = stems(text, language)
    assert all(one and one == folded(one) for one in found)
    assert all(char.isalnum() for one in found for char in one)


@given(st.text())
def test_content_words_are_words(text: str) -> None:
    every = words(text)
    assert all(word in every for word in content_words(text))
    assert words(folded(text)) == every


@given(st.text(st.characters(categories=["L", "N", "P", "Z", "Cs"])))
def test_what_is_encodable_can_be_encoded_and_keeps_its_length(text: str) -> None:
    clean = encodable(text)
    assert len(clean) == len(text)
    assert encodable(clean) == clean
    clean.encode()
