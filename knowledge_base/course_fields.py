"""The kinds of value that the files of a course are made of."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from knowledge_base.documents import Language

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_URL = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")


def _check_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise PydanticCustomError("not_an_id", "not an id")
    return value


def _check_url(value: str) -> str:
    if not _URL.fullmatch(value):
        raise PydanticCustomError("not_a_url", "not an http or https address")
    return value


Words = Annotated[str, Field(min_length=1)]
Id = Annotated[str, AfterValidator(_check_id)]
Url = Annotated[str, AfterValidator(_check_url)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=6000)]
Whole = Annotated[int, Field(strict=True, ge=1, le=500)]


class Entry(BaseModel):
    """A map in a course file: nothing unknown in it, nothing changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(Entry):
    """The same thing said in each language."""

    es: Words
    en: Words

    def in_language(self, language: Language) -> str:
        """The text in that language."""
        return self.es if language == "es" else self.en
