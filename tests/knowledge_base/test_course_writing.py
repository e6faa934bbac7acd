"""How the course is written: in its own words, in sentences that can be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from knowledge_base.course_loader import default_course_folder
from knowledge_base.documents import Document
from knowledge_base.fences import without_fences
from knowledge_base.loaders.sources import load_source
from knowledge_base.sentences import count_sentences
from knowledge_base.stated_numbers import stated_numbers, texts

UNITS = default_course_folder() / "units"
# Other people's pages that the course sends its learners to, where a checkout has them beside it.
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SHARED_WORDS = 10
# Björnsson's readability index (Läsbarhet, 1968): words a sentence, and the percentage of words of more
# than six letters. 40 to 50 is a newspaper, 60 a thesis; Spanish has the longer words.
HARDEST = {"en": 45, "es": 50}
LONGEST_SENTENCE = 20  # words, at the mean of a lesson

_WORD = re.compile(r"[^\W\d_]+")
_FRONT_MATTER = re.compile(r"\A---\n[\s\S]*?\n---\n")
_MARKUP = re.compile(r"`[^`\n]*`|\]\([^)\n]*\)|^#.*$", re.MULTILINE)


def prose(markdown: str) -> str:
    """A page without its front matter, code, formulas, headings and addresses."""
    return _MARKUP.sub(" X ", without_fences(_FRONT_MATTER.sub("", markdown)))


def words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def lessons() -> list[Path]:
    return sorted(UNITS.glob("*/lessons/*/*.md"))


def pages() -> Iterator[tuple[Path, str]]:
    """Everything of the course that a learner reads, a text at a time."""
    for path in sorted(UNITS.rglob("*.md")):
        for paragraph in prose(path.read_text(encoding="utf-8")).split("\n\n"):
            yield path, paragraph
    for path in sorted(UNITS.rglob("*.yaml")):
        for _, text in texts(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield path, text.es
            yield path, text.en


def runs(sequence: list[str]) -> Iterator[tuple[str, ...]]:
    """Every run of `SHARED_WORDS` words."""
    return (tuple(sequence[at : at + SHARED_WORDS]) for at in range(len(sequence) - SHARED_WORDS + 1))


@pytest.mark.parametrize("path", lessons(), ids=lambda path: f"{path.stem}-{path.parent.name}")
def test_a_lesson_can_be_read(path: Path) -> None:
    body = prose(path.read_text(encoding="utf-8"))
    found = words(body)
    long_words = sum(len(word) > 6 for word in found)
    a_sentence = len(found) / sum(map(count_sentences, body.split("\n\n")))
    index = a_sentence + 100 * long_words / len(found)
    assert a_sentence <= LONGEST_SENTENCE
    assert index <= HARDEST[path.parent.name]


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the resources of the course are not beside this checkout")
def test_no_ten_words_in_a_row_are_other_peoples() -> None:
    ours: dict[tuple[str, ...], tuple[Path, str]] = {}
    for path, text in pages():
        ours.update(dict.fromkeys(runs(words(text)), (path, text)))
    copied = {
        (ours[run][0].relative_to(UNITS).as_posix(), " ".join(run), document.uri)
        for document in load_source(str(CORPUS))
        if isinstance(document, Document)
        for run in runs(words(document.text))
        if run in ours
    }
    assert sorted(copied) == []


def exercises() -> list[Path]:
    return sorted(path.parent for path in UNITS.glob("*/exercises/*/exercise.yaml"))


@pytest.mark.parametrize("folder", exercises(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("page", ["statement", "explanation"])
def test_an_exercise_states_the_same_numbers_in_both_languages(folder: Path, page: str) -> None:
    spanish, english = (
        sorted(stated_numbers((folder / f"{page}.{language}.md").read_text(encoding="utf-8")))
        for language in ("es", "en")
    )
    assert spanish == english
