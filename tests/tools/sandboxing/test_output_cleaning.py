"""Nothing that a terminal would obey comes through, and nothing else is lost."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.sandboxing.output_cleaning import clean, clean_text

INTRODUCERS = ("\x1b[", "\x1b]", "\x1bP", "\x1b(", "\x9b", "\x9d", "\x1b\\", "\x07", "\x1b", "\r", "\u202e")
PIECES = st.lists(st.sampled_from(INTRODUCERS) | st.text(max_size=5), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"\x1b[1;31mred\x1b[0m", "red"),
        (b"\x1b]0;a new title\x07text", "text"),
        (b"\x1b]8;;https://example.org\x1b\\a link\x1b]8;;\x1b\\", "a link"),
        (b"\x1b[2J\x1b[H\x1b[?25lgone", "gone"),
        ("\x9b31mC1\x9b0m".encode(), "C1"),
        (b"\x1bPq#0;2;0;0;0\x1b\\picture", "picture"),
        (b"\x1b]52;c;aGVsbG8=", "52;c;aGVsbG8="),
        (b"10%\r20%\r\n", "10%\n20%\n"),
        ("user\u202etxt.exe\u2066".encode(), "usertxt.exe"),
        (b"a\x00b\x08c\x7fd\x0ce", "abcde"),
        (b"tab\tand\nline", "tab\tand\nline"),
        (b"caf\xc3", "caf\ufffd"),
        ("ñandú — 你好 🙂".encode(), "ñandú — 你好 🙂"),
    ],
)
def test_what_is_shown(raw: bytes, shown: str) -> None:
    assert clean(raw) == shown


@given(PIECES)
def test_no_control_character_is_left(text: str) -> None:
    left = {character for character in clean_text(text) if unicodedata.category(character) == "Cc"}
    assert left <= {"\n", "\t"}
    assert not set(clean_text(text)) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )


@given(PIECES)
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text(alphabet=string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", "")))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert clean(text.encode()) == text


@given(st.binary(max_size=200))
def test_any_bytes_become_text(raw: bytes) -> None:
    assert len(clean(raw)) <= len(raw)
