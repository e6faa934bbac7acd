"""The language shift comes from texts that say the same in both languages, and from nothing else."""

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.documents import Document, Mark
from knowledge_base.embedding import SHIFT_FILE, LanguageShift, OnnxEmbedder, moved
from scripts.make_language_shift import (
    LONGEST_QUESTION,
    QUESTIONS,
    SHORTEST,
    Pair,
    estimate,
    lesson_pairs,
    openings,
    question_pairs,
    section_pairs,
    sections,
    write,
)

LONG = "word " * SHORTEST


def write_lesson(units: Path, language: str, name: str, headings: list[str]) -> None:
    folder = units / "01-x" / "lessons" / language
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f"## {heading}\n\n{LONG}\n\n" for heading in headings)
    (folder / name).write_text(text, encoding="utf-8")


def test_only_lessons_in_both_languages_are_paired(tmp_path: Path) -> None:
    write_lesson(tmp_path, "es", "both.md", ["Uno", "Dos"])
    write_lesson(tmp_path, "en", "both.md", ["One", "Two"])
    write_lesson(tmp_path, "es", "alone.md", ["Solo"])
    pairs = list(lesson_pairs(tmp_path))
    assert [(pair["es"].split()[0], pair["en"].split()[0]) for pair in pairs] == [
        ("Uno", "One"),
        ("Dos", "Two"),
    ]


def test_lessons_with_other_sections_give_no_pairs() -> None:
    assert list(section_pairs([LONG, LONG], [LONG])) == []


def test_a_section_that_is_too_short_in_one_language_is_left_out() -> None:
    assert len(list(section_pairs([LONG, "corto"], [LONG, LONG]))) == 1


def test_sections_carry_their_heading_path() -> None:
    text = "A\nfirst\nB\nsecond\nC\nthird"
    places = [(0, "A", 1), (8, "B", 2), (17, "C", 1)]
    marks = tuple(Mark(offset, "heading", label, level) for offset, label, level in places)
    document = Document("/x.md", "x", text, "text/markdown", marks, "en")
    assert sections(document) == ["A\nfirst", "A > B\nsecond", "C\nthird"]


def test_a_document_without_headings_has_no_sections() -> None:
    assert sections(Document("/x.md", "x", "text", "text/markdown", (), "en")) == []


def test_a_section_opens_with_its_first_sentence() -> None:
    pair: Pair = {"es": "Título > Uno\nPrimera frase. Otra.", "en": "Title > One\n" + "x" * 900}
    assert openings([pair])[0]["es"] == "Primera frase."
    assert len(openings([pair])[0]["en"]) == LONGEST_QUESTION


@pytest.mark.slow
def test_shifted_spanish_stands_nearer_to_its_english(tmp_path: Path) -> None:
    encoder = OnnxEmbedder(threads=1, shift=False)
    pairs = question_pairs(QUESTIONS)
    learned, held_back = pairs[::2], pairs[1::2]
    shift = estimate(encoder, learned, learned)
    write(shift, tmp_path / SHIFT_FILE)
    assert LanguageShift.read(tmp_path / SHIFT_FILE, encoder.checksum) == shift
    es = encoder.embed_passages([pair["es"] for pair in held_back], ["es"] * len(held_back))
    en = encoder.embed_passages([pair["en"] for pair in held_back], ["en"] * len(held_back))
    before, after = (es * en).sum(axis=1), (moved(es, shift.passage) * en).sum(axis=1)
    assert after.mean() > before.mean()
    assert np.mean(after > before) > 0.8


def test_every_question_is_there_in_both_languages() -> None:
    pairs = question_pairs(QUESTIONS)
    assert len(pairs) >= 50
    assert all(pair["es"].strip() and pair["en"].strip() for pair in pairs)
    assert len({pair["es"] for pair in pairs}) == len({pair["en"] for pair in pairs}) == len(pairs)
