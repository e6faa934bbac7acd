"""The Spanish-English glossary: a question in one language, the same terms in the other.

BM25 knows only the words that are written; the glossary lets a Spanish question find English passages, and
the other way round. The learner may edit it: a plain list of entries, each with its forms in both languages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.words import folded, stems
from knowledge_base.yaml_files import Loc, YamlFile, read_yaml, validate

MOST_SEARCHED = 4
"""How many forms of an entry are searched for, from its first."""

_WORD = re.compile(r"[^\W_]+")
_LONGEST_FORM = 8

Words = tuple[str, ...]
Form = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Entry(BaseModel):
    """One concept: the forms that mean it, the usual one first; one side may be empty, to silence it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    es: tuple[Form, ...]
    en: tuple[Form, ...]

    def forms(self, language: Language) -> tuple[str, ...]:
        """The forms in one language."""
        return self.es if language == "es" else self.en


class _Entries(BaseModel):
    model_config = ConfigDict(extra="forbid")

    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Glossary:
    """Looks up the terms of a question.

    Attributes:
        index: by language and form (a stem a word), the entries that it stands in.
    """

    index: Mapping[Language, Mapping[Words, tuple[Entry, ...]]]

    @classmethod
    def load(cls, *paths: Path) -> "Glossary":
        """Read glossary files; a form that stands in a later file means only what the last such file says.

        Raises:
            BadInput: a file cannot be read or is not a list of entries; the sentence names file and line.
        """
        index: dict[Language, dict[Words, tuple[Entry, ...]]] = {"es": {}, "en": {}}
        for path in paths:
            entries = _entries(path)
            for language, known in index.items():
                known.update(_index(entries, language))
        return cls(index)

    def expand(self, query: str, language: Language) -> list[str]:
        """The terms in the other language for every entry found in the query, in the query's order.

        The longest expression wins, whole words only; case, accents, hyphens and inflections do not
        matter. Of each entry come its first `MOST_SEARCHED` forms, without inflections and
        without what the query already says.

        Args:
            query: the question.
            language: the language that the question is in.
        """
        stemmed = tuple(stems(query, language))
        other: Language = "en" if language == "es" else "es"
        found = [entry for _, entries in sorted(self._matches(stemmed, language)) for entry in entries]
        terms: dict[Words, str] = {}
        for entry in found:
            for form in _searched(entry.forms(other), other):
                terms.setdefault(_words(form), form)
        words = _words(query)
        said = {words[start:end] for start, end in _spans(words)}
        return [term for key, term in terms.items() if key not in said]

    def _matches(self, words: Words, language: Language) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        """Where in the query each expression begins, and its entries; the longest take their words first."""
        known = self.index[language]
        free = [True] * len(words)
        for start, end in _spans(words):
            entries = known.get(words[start:end])
            if entries is not None and all(free[start:end]):
                free[start:end] = [False] * (end - start)
                yield start, entries

    def __len__(self) -> int:
        """How many entries are in use."""
        return len({id(e) for known in self.index.values() for entries in known.values() for e in entries})


def _entries(path: Path) -> tuple[Entry, ...]:
    read = read_yaml(path)
    lines: dict[Loc, int] = {(): 1} | {("entries", *loc): line for loc, line in read.lines.items()}
    file = YamlFile(path, {"entries": [] if read.data is None else read.data}, lines)
    checked, problems = validate(file, _Entries)
    if checked is None:
        raise problems[0]
    for number, entry in enumerate(checked.entries):
        _check(entry, number, file)
    return checked.entries


def _check(entry: Entry, number: int, file: YamlFile) -> None:
    if not entry.es and not entry.en:
        raise file.problem(
            "{path}, line {line}: {where} has no form in either language.",
            *("entries", number),
            hint="Write at least one form, or delete the entry.",
        )
    languages: tuple[Language, ...] = ("es", "en")
    for language in languages:
        for place, form in enumerate(entry.forms(language)):
            if problem := _form_problem(form, ("entries", number, language, place), file):
                raise problem


def _form_problem(form: str, loc: Loc, file: YamlFile) -> BadInput | None:
    count = len(_words(form))
    if not count:
        return file.problem("{path}, line {line}: {where} has no letters or digits.", *loc)
    if count > _LONGEST_FORM:
        template = "{path}, line {line}: {where} is longer than {most} words."
        return file.problem(template, *loc, most=_LONGEST_FORM)
    return None


def _index(entries: Iterable[Entry], language: Language) -> dict[Words, tuple[Entry, ...]]:
    """Every form of every entry by its stems, so that plurals and conjugations are found too."""
    index: dict[Words, tuple[Entry, ...]] = {}
    for entry in entries:
        for key in dict.fromkeys(tuple(stems(form, language)) for form in entry.forms(language)):
            index[key] = (*index.get(key, ()), entry)
    return index


def _searched(forms: Sequence[str], language: Language) -> list[str]:
    """The forms worth searching for: the index holds stems, so `train` finds what `trained` does."""
    by_stems: dict[Words, str] = {}
    for form in forms:
        by_stems.setdefault(tuple(stems(form, language)), form)
    return list(by_stems.values())[:MOST_SEARCHED]


def _spans(words: Words) -> Iterator[tuple[int, int]]:
    """Where an expression may stand, the longest spans first, then from left to right."""
    for length in range(min(_LONGEST_FORM, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield start, start + length


def _words(text: str) -> Words:
    return tuple(_WORD.findall(folded(text)))
