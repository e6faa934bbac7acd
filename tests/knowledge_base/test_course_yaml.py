"""YAML with lines: whatever is wrong with a file is one sentence that names the line."""

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from knowledge_base import yaml_files
from knowledge_base.errors import BadInput
from knowledge_base.yaml_files import YamlFile, parse_yaml, read_text, read_yaml, validate

HERE = Path("notes.yaml")


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str = Field(min_length=1)
    minutes: int = Field(strict=True, ge=1, le=90)
    kind: Literal["a", "b"] = "a"
    score: float = 0.0


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")
    leaves: tuple[Leaf, ...] = Field(min_length=1)
    best: Leaf | None = None


def sentences(text: str) -> list[str]:
    value, problems = validate(parse_yaml(text, HERE), Tree)
    assert (value is None) == bool(problems)
    return [problem.message for problem in problems]


def test_values_come_with_their_lines() -> None:
    file = parse_yaml("a: 1\nb:\n  - x\n  - {c: true, d: 2026-01-02}\n", HERE)
    assert file.data == {"a": 1, "b": ["x", {"c": True, "d": "2026-01-02"}]}
    assert [file.line("a"), file.line("b"), file.line("b", 1, "c")] == [1, 2, 4]


def test_a_place_that_is_not_there_has_the_line_of_what_is_around_it() -> None:
    file = parse_yaml("a: 1\nb:\n  - x\n", HERE)
    assert file.line("b", 0, "missing") == 3
    assert file.where("b", 7, "x") == "b[8].x"


def test_an_empty_file_is_nothing() -> None:
    assert parse_yaml("", HERE).data is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 'the key "a" is already there, in line 1'),
        ("x:\n  - {b: 1, b: 2}\n", 2, 'the key "b" is already there, in line 2'),
        ("a: &x 1\nb: *x\n", 2, "aliases (*x) are not used"),
        ("a: 1\nb: !!python/name:os.system x\n", 2, "the tag tag:yaml.org,2002:python/name:os.system"),
        ("1: a\n", 1, "a key must be a word"),
        ("[a]: b\n", 1, "a key must be a word"),
        ("a: 1\nb: [\n", 3, "this is not YAML"),
        ("a: 1\n--- \nb: 2\n", 2, "this is not YAML"),
        ("a: 1\nb: \x07\n", 2, "this is not YAML"),
        ("a: 1\nb: 0x_\n", 2, "this value cannot be read"),
        ("[" * 50_000, 1, "nested too deeply"),
    ],
)
def test_what_is_not_good_yaml_names_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_yaml(text, HERE)
    assert caught.value.message.startswith(f"notes.yaml, line {line}: ")
    assert says in caught.value.message


def test_lines_count_from_where_the_text_starts_in_its_file() -> None:
    with pytest.raises(BadInput, match=r"line 7: the key"):
        parse_yaml("a: 1\na: 2\n", HERE, first_line=6)


def outcome(text: str) -> YamlFile | BadInput:
    try:
        return parse_yaml(text, HERE)
    except BadInput as error:
        return error


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>'\"#%\n\t 0x_?,é\x00\U0001f600"), max_size=60))
def test_any_text_is_a_value_or_one_clear_sentence(text: str) -> None:
    result = outcome(text)
    if isinstance(result, BadInput):
        assert result.message.startswith("notes.yaml, line ")
        assert result.values["line"] in range(1, text.count("\n") + 2)
    else:
        assert result.line() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("leaves: []", "line 1: leaves needs at least 1 of them."),
        ("best: null", 'line 1: notes.yaml has no "leaves".'),
        ("- a", "line 1: notes.yaml must be a map of keys and values, not ['a']."),
        ("leaves: 3", "line 1: leaves must be a list, not 3."),
        ("leaves:\n- {title: x}", 'line 2: leaves[1] has no "minutes".'),
        (
            "leaves:\n- {titlee: z, title: x, minutes: 1}",
            'unknown key "titlee"; the nearest known one is "title".',
        ),
        ("leaves:\n- title: x\n  minuts: 1\n  minutes: 1", 'line 3: leaves[1] has an unknown key "minuts";'),
        ("leaves:\n- {title: 4, minutes: 1}", "line 2: leaves[1].title must be text, not 4."),
        ("leaves:\n- title: ''\n  minutes: 1", "line 2: leaves[1].title is empty."),
        ("leaves:\n- title:\n  minutes: 1", "line 2: leaves[1].title must be text, not null."),
        ("leaves:\n- title: x\n  minutes: '5'", "line 3: leaves[1].minutes must be a whole number, not '5'."),
        ("leaves:\n- title: x\n  minutes: 0", "line 3: leaves[1].minutes must be at least 1, not 0."),
        ("leaves:\n- title: x\n  minutes: 91", "line 3: leaves[1].minutes must be at most 90, not 91."),
        ("leaves:\n- {title: x, minutes: 1, kind: c}", "leaves[1].kind must be one of 'a', 'b', not 'c'."),
        ("leaves:\n- {title: x, minutes: 1, score: {}}", "leaves[1].score cannot be used: "),
        ("leaves: [{title: x, minutes: 1}]\nbest: {titel: x}", 'line 2: best has an unknown key "titel";'),
    ],
)
def test_each_mistake_is_one_sentence_with_its_line(text: str, sentence: str) -> None:
    assert any(sentence in message for message in sentences(text)), sentences(text)


def test_a_misspelt_key_is_named_before_the_one_it_leaves_missing() -> None:
    first, second = sentences("leaves:\n- title: x\n  minuts: 1\n")
    assert 'unknown key "minuts"; the nearest known one is "minutes"' in first
    assert 'has no "minutes"' in second


def test_every_mistake_is_reported() -> None:
    assert len(sentences("leaves:\n- {title: '', minutes: 0}\n- {}\nextra: 1\n")) == 5


def test_an_entry_is_called_by_its_id() -> None:
    file = parse_yaml("leaves:\n- {id: oak, title: x}\n", HERE)
    assert file.where("leaves", 0, "title") == "leaves[oak].title"


def test_long_values_are_cut_in_the_sentence() -> None:
    [message] = sentences(f"leaves: {'x' * 500}")
    assert len(message) < 150


def test_windows_files_read_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: [\xc3\xb1]\r\n")
    assert read_yaml(path).data == {"a": 1, "b": ["ñ"]}


def test_a_file_in_another_encoding_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 1\nb: año\n".encode("latin-1"))
    with pytest.raises(BadInput, match="line 2: this is not UTF-8 text") as caught:
        read_yaml(path)
    assert caught.value.hint


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_text(tmp_path)


def test_a_huge_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_files, "MAX_BYTES", 10)
    path = tmp_path / "a.yaml"
    path.write_text("a: 12345678\n")
    with pytest.raises(BadInput, match="larger than"):
        read_yaml(path)
