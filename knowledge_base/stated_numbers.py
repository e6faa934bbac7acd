"""Whether Spanish and English state the same numbers."""

import re
from collections import Counter
from collections.abc import Iterator

from knowledge_base.course_fields import Text
from knowledge_base.errors import BadInput
from knowledge_base.yaml_files import Loc, YamlFile

_URL = re.compile(r"https?://[^\s)>\]]+")
# A sign counts only where a number can have one: not in "float-16".
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def stated_numbers(text: str) -> list[str]:
    """The numbers written in digits, in order, with their signs; those of addresses are left out."""
    return _NUMBER.findall(_URL.sub("", text).replace("\N{MINUS SIGN}", "-"))


def texts(value: object, loc: Loc = ()) -> Iterator[tuple[Loc, Text]]:
    """Every text in both languages inside the plain values of a file, with its place."""
    if isinstance(value, dict):
        if value.keys() == {"es", "en"} and all(isinstance(words, str) for words in value.values()):
            yield loc, Text.model_construct(**value)
        else:
            for key, inner in value.items():
                yield from texts(inner, (*loc, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from texts(inner, (*loc, index))


def number_problems(file: YamlFile) -> Iterator[BadInput]:
    """The texts of a file whose Spanish and English do not state the same numbers."""
    for loc, text in texts(file.data):
        spanish, english = Counter(stated_numbers(text.es)), Counter(stated_numbers(text.en))
        if spanish != english:
            yield file.problem(
                "{path}, line {line}: {where} does not state the same numbers in both languages:"
                " only in Spanish {spanish}, only in English {english}.",
                *loc,
                spanish=_listed(spanish - english),
                english=_listed(english - spanish),
            )


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements())) or "-"
