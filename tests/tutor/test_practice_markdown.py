"""What came from a learner's program stands in fences, and nothing of it becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tutor.practice_markdown import cut, fenced, plain, run_markdown, words_markdown


def kinds(text: str) -> list[str]:
    """The kinds of blocks of a Markdown text."""
    return [token.type for token in MarkdownIt("commonmark").parse(text)]


@given(st.text(st.characters(exclude_characters="\r\x00"), max_size=200))
def test_nothing_ends_a_fence_but_ours(text: str) -> None:
    assert kinds(fenced(text)) == ["fence"]


@given(st.text(max_size=100))
def test_text_from_outside_is_a_paragraph(text: str) -> None:
    blocks = kinds(f"· {plain(text)}")
    assert set(blocks) <= {"paragraph_open", "inline", "paragraph_close"}
    inline = MarkdownIt("commonmark").parse(f"· {plain(text)}")[1]
    assert {token.type for token in inline.children or []} <= {
        "text",
        "code_inline",
        "text_special",
        "softbreak",
    }


def test_code_between_backticks_stays_code() -> None:
    assert plain("look at `a_b*c` and *x*") == "look at `a_b*c` and \\*x\\*"


def test_a_long_output_is_cut_at_a_line() -> None:
    text = "line\n" * 2000
    assert cut(text).endswith("line\n…")
    assert len(cut(text)) <= 2003
    assert cut("short") == "short"


@pytest.mark.parametrize(
    ("status", "said"),
    [("ok", "ended well"), ("error", "stopped with an error"), ("timeout", "did not come to its end")],
)
def test_a_run_says_how_it_ended(status: str, said: str) -> None:
    result = {
        "status": status,
        "seconds": 0.1,
        "stdout": "",
        "stderr": "",
        "truncated": False,
        "sandbox": "landlock",
    }
    text = run_markdown(result, [], "en")
    assert said in text
    assert "tutor doctor" in text
    assert ("It printed nothing" in text) == (status == "ok")


def test_a_models_words_are_told_apart() -> None:
    said = words_markdown(["Look at *that* row."], "smollm2", "en")
    assert all(line.startswith(">") for line in said.splitlines())
    assert "smollm2" in said
    assert "\\*that\\*" in said
