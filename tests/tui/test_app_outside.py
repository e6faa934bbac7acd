"""Text from outside is shown, never obeyed; quotes are found where they stand; moments in words."""

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.citations import Sentence, normalised, stands_in
from tests.tui.scripted_tutor import CITATIONS, QUESTION, WORDED, ScriptedTutor
from tests.tui.stage import playing, words
from tui.outside import inline_markdown, markdown_parser, one_line, verbatim
from tui.plain_text import plain_text
from tui.screens.passage import span_of
from tui.when import when
from tutor.agent.events import Answered, QuotesFound, Said, Wording

NASTY = "[red]rojo[/red] [@click=app.quit]salir[/] \x1b[2J\x1b]0;título\x07 \u202egnitsol\u202c \ud800"


@given(st.text())
def test_nothing_a_terminal_would_obey_is_shown(text: str) -> None:
    result = plain_text(text)
    assert not [char for char in result if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs")]
    assert plain_text(result) == result
    result.encode("utf-8")


@given(st.text())
def test_verbatim_keeps_every_character_that_is_shown(text: str) -> None:
    assert verbatim(text).plain == plain_text(text)


@given(st.text(alphabet="ab *_`\\[]<&\n"))
def test_inline_markdown_never_fails_and_never_invents(text: str) -> None:
    plain = inline_markdown(text).plain
    assert set(plain) <= set(one_line(text)) | {" "}


def test_inline_markdown_styles_code_and_emphasis() -> None:
    content = inline_markdown("usa `exp` y **divide** [b]todo[/b]")
    assert content.plain == "usa exp y divide [b]todo[/b]"
    assert {content.plain[span.start : span.end]: span.style for span in content.spans} == {
        "exp": "$text-secondary",
        "divide": "bold",
    }


def test_streamed_html_is_seen_and_not_swallowed() -> None:
    tokens = markdown_parser().parse("<b>hola</b>")
    assert [child.content for token in tokens for child in token.children or []] == ["<b>hola</b>"]


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_markup_from_anywhere_stays_text(tmp_path: Path, size: tuple[int, int]) -> None:
    from dataclasses import replace

    cited = (replace(CITATIONS[0], title=NASTY, quote=NASTY, locator=NASTY),)
    answer = replace(
        WORDED,
        sentences=(Sentence(NASTY, (1,), "model"), Sentence(NASTY, (1,), "source")),
        citations=cited,
        model=NASTY,
    )
    turns = ((QuotesFound(cited), Wording(NASTY), Answered(answer)), (Said(NASTY),))
    async with playing(ScriptedTutor(tmp_path, turns=turns), size=size) as stage:
        await stage.ask(NASTY)
        text = words(stage.last_turn())
        assert text.count("[red]rojo[/red] [@click=app.quit]salir[/]") == 4  # question, twice, legend
        assert "\x1b" not in text
        await stage.ask(QUESTION)
        assert "[red]rojo[/red]" in words(stage.last_turn())
        assert "\x1b" not in stage.app.export_screenshot()


pieces = st.text(alphabet="aé“” \n—fiﬁ", min_size=1, max_size=12)


@given(pieces, pieces, pieces)
def test_a_quote_is_found_where_it_stands(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    span = span_of(quote, text)
    if normalised(quote):
        assert span is not None
        assert stands_in(quote, text[slice(*span)])
    else:
        assert span is None


def test_a_quote_is_found_across_line_ends_and_quotation_marks() -> None:
    text = "Dice:\n  “softmax\n  suma 1” y   sigue."
    span = span_of('"softmax suma 1"', text)
    assert span is not None
    assert text[slice(*span)] == "“softmax\n  suma 1”"
    assert span_of("no está", text) is None


NOW = datetime(2026, 11, 28, 10, 0)


@pytest.mark.parametrize(
    ("moment", "spanish", "english"),
    [
        ("2026-11-28T09:05:00", "09:05", "09:05"),
        ("2026-11-27T23:59:00", "ayer", "yesterday"),
        ("2026-01-03T08:00:00", "3 ene", "3 Jan"),
        ("2025-12-31T08:00:00", "31 dic 2025", "31 Dec 2025"),
        ("", "", ""),
        ("not a time", "", ""),
    ],
)
def test_moments_in_words(moment: str, spanish: str, english: str) -> None:
    assert when(moment, NOW, "es") == spanish
    assert when(moment, NOW, "en") == english


def test_a_moment_elsewhere_is_told_in_the_learners_zone() -> None:
    here = timezone(timedelta(hours=-3))
    now = datetime(2026, 11, 28, 0, 30, tzinfo=here)
    assert when("2026-11-28T03:10:00+00:00", now, "es") == "00:10"
    assert when(datetime(2026, 11, 28, 2, 0, tzinfo=UTC).isoformat(), now, "es") == "ayer"
