"""A quote is shown only when it stands in the stored text, however its typography was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.citations import Answer, Citation, Sentence, cite, normalised, stands_in
from knowledge_base.documents import Locator, Passage

TEXT = "The “loss” falls — slowly — while the\n   learning rate is ½ of it.  That is all."
PASSAGE = Passage("0" * 16, "/a.md", 0, 0, len(TEXT), TEXT, ("A", "B"), Locator("page", "3"), "en")

quotes = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@pytest.mark.parametrize(
    "quote",
    [
        'The "loss" falls - slowly - while the learning rate',
        "«loss» falls – slowly",
        "while\tthe\n\nlearning   rate",
        "  learning rate is 1⁄2 of it. That is all.  ",
        TEXT,
    ],
)
def test_typography_and_white_space_do_not_matter(quote: str) -> None:
    assert stands_in(quote, TEXT)


@pytest.mark.parametrize("quote", ["", "  \n ", "The loss falls", "the LEARNING rate", "slowly while", "½ ½"])
def test_words_that_do_not_stand_there_are_refused(quote: str) -> None:
    assert not stands_in(quote, TEXT)
    with pytest.raises(ValueError, match="does not stand in passage"):
        cite(1, PASSAGE, quote, "Title", "abc")


def test_ligatures_and_accents_are_compared_by_what_they_mean() -> None:
    assert stands_in("efficient", "an e\ufb03cient way")
    assert stands_in("función", "la funcio\u0301n")
    assert not stands_in("funcion", "la función")


@given(quotes)
def test_every_stretch_of_a_passage_can_be_quoted(span: list[int]) -> None:
    quote = TEXT[span[0] : span[1]]
    assert stands_in(quote, TEXT) == bool(quote.strip())


@given(st.text())
def test_a_text_stands_in_itself_and_is_normalised_once(text: str) -> None:
    assert stands_in(text, text) == bool(normalised(text))
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(), st.text(max_size=5))
def test_a_foreign_letter_makes_a_quote_foreign(text: str, more: str) -> None:
    assert not stands_in(f"{text}\u2603{more}", TEXT)


def test_a_citation_names_its_passage() -> None:
    cited = cite(2, PASSAGE, "learning rate", "A book", "abc123")
    assert cited == Citation(2, "0" * 16, "abc123", "A book", "/a.md", "page 3", "learning rate")


def test_an_answer_reads_as_one_paragraph_with_its_numbers() -> None:
    sentences = (
        Sentence("The loss falls.", (1, 3), "model"),
        Sentence("“That is all.”", (2,), "source"),
        Sentence("Nothing else.", (), "model"),
    )
    assert Answer("Why?", "en", sentences).text == "The loss falls. [1] [3] “That is all.” [2] Nothing else."
    assert Answer("Why?", "en", abstained=True).text == ""
