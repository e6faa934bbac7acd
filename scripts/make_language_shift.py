"""Estimate where the shipped encoder centres Spanish and English, and write `encoder/language_shift.json`.

    python -m scripts.make_language_shift

Passages: the lessons of the course, which exist in both languages, cut at their headings; a section counts
when both languages have it. Questions: `scripts/data/questions.yaml`, the same questions in both languages,
and the first sentence of each section, for what people type without a question mark. None of it comes from
a document or question that retrieval is tested on. The difference of the means over parallel texts cancels
what they are about and leaves the language. Run it again when many lessons have changed; the encoder's name
changes with it, and the library then wants to be rebuilt.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml

from knowledge_base.documents import Document, Language
from knowledge_base.embedding import (
    DEFAULT_ENCODER,
    SHIFT_FILE,
    Centres,
    LanguageShift,
    OnnxEmbedder,
    Vectors,
)
from knowledge_base.loaders import load_one

ROOT = Path(__file__).parents[1]
UNITS = ROOT / "knowledge_base" / "courses" / "llm-engineer" / "units"
QUESTIONS = Path(__file__).parent / "data" / "questions.yaml"
SHORTEST, LONGEST = 150, 1_500  # characters of a section's text: what a passage of the library may have
LONGEST_QUESTION = 200  # characters
DIGITS = 6
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")

Pair = dict[Language, str]


def lesson_pairs(units: Path) -> Iterator[Pair]:
    """The sections of every lesson that is there in both languages, as the encoder would see them."""
    for spanish in sorted(units.glob("*/lessons/es/*.md")):
        english = spanish.parents[1] / "en" / spanish.name
        if english.is_file():
            yield from section_pairs(_sections(spanish), _sections(english))


def section_pairs(spanish: Sequence[str], english: Sequence[str]) -> Iterator[Pair]:
    """Sections in the same place, when both lessons have as many and neither one is too short."""
    if len(spanish) != len(english):
        return
    for es, en in zip(spanish, english, strict=True):
        if min(len(es), len(en)) >= SHORTEST:
            yield {"es": es[:LONGEST], "en": en[:LONGEST]}


def _sections(lesson: Path) -> list[str]:
    return sections(load_one(str(lesson)))


def sections(document: Document) -> list[str]:
    """Heading path and text of every section, as `Passage.embedded_text` writes them."""
    marks = [mark for mark in document.marks if mark.kind == "heading"]
    spans = pairwise([*(mark.offset for mark in marks), len(document.text)])
    path: list[tuple[int, str]] = []
    found = []
    for mark, (start, end) in zip(marks, spans, strict=True):
        path = [*((level, label) for level, label in path if level < mark.level), (mark.level, mark.label)]
        body = document.text[start:end].partition("\n")[2].strip()
        found.append(" > ".join(label for _, label in path) + "\n" + body if body else "")
    return found


def openings(passages: Sequence[Pair]) -> list[Pair]:
    """The first sentence of each section's text in both languages, as short as a question."""
    return [{"es": _opening(pair["es"]), "en": _opening(pair["en"])} for pair in passages]


def _opening(section: str) -> str:
    text = section.partition("\n")[2]
    return _SENTENCE_END.split(text, maxsplit=1)[0][:LONGEST_QUESTION]


def question_pairs(file: Path) -> list[Pair]:
    """The questions in both languages."""
    pairs: list[Pair] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return pairs


def centre(vectors: Vectors) -> tuple[float, ...]:
    """The mean (384,) of unit vectors (n, 384), rounded so that the file stays small."""
    return tuple(np.round(vectors.mean(axis=0), DIGITS).tolist())


def estimate(encoder: OnnxEmbedder, passages: Sequence[Pair], questions: Sequence[Pair]) -> LanguageShift:
    """Centres of an encoder that applies no shift of its own."""

    def of_passages(language: Language) -> tuple[float, ...]:
        texts = [pair[language] for pair in passages]
        return centre(encoder.embed_passages(texts, [language] * len(texts)))

    def of_questions(language: Language) -> tuple[float, ...]:
        return centre(np.stack([encoder.embed_query(pair[language], language) for pair in questions]))

    return LanguageShift(
        encoder=encoder.checksum,
        passage=Centres(es=of_passages("es"), en=of_passages("en"), texts=len(passages)),
        query=Centres(es=of_questions("es"), en=of_questions("en"), texts=len(questions)),
    )


def write(shift: LanguageShift, target: Path) -> None:
    """Write the file whole or not at all."""
    part = target.with_suffix(".part")
    part.write_text(shift.model_dump_json() + "\n", encoding="utf-8")
    part.replace(target)


def main() -> None:
    """Estimate and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--units", type=Path, default=UNITS)
    parser.add_argument("--encoder", type=Path, default=DEFAULT_ENCODER)
    arguments = parser.parse_args()
    passages = list(lesson_pairs(arguments.units))
    questions = question_pairs(QUESTIONS) + openings(passages)
    if not passages:
        raise SystemExit(f"no lessons in both languages under {arguments.units}")
    shift = estimate(OnnxEmbedder(arguments.encoder, shift=False), passages, questions)
    write(shift, arguments.encoder / SHIFT_FILE)
    for kind, centres in (("passages", shift.passage), ("questions", shift.query)):
        distance = np.linalg.norm(np.subtract(centres.en, centres.es))
        print(f"{kind}: {centres.texts} texts a language, centres {distance:.3f} apart")


if __name__ == "__main__":
    main()
