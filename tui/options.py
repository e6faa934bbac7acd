"""Options that many commands take. Help texts are keys of the catalogue; `tui.help_text` translates them."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from knowledge_base.documents import Language


class SpokenLanguage(str, Enum):  # noqa: UP042 - typer reads the choices off an Enum
    """Choices of `--language`."""

    es = "es"
    en = "en"


Json = Annotated[bool, typer.Option("--json", help="help.json")]
LanguageChoice = Annotated[SpokenLanguage | None, typer.Option("--language", help="help.language")]
Batch = Annotated[str, typer.Option("--batch", metavar="FILE", help="help.batch")]
Words = Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="help.words")]
CourseFolder = Annotated[
    Path | None, typer.Option("--course", metavar="FOLDER", help="help.course.folder", show_default=False)
]


def chosen(choice: SpokenLanguage | None) -> Language | None:
    """The language of `--language`, if it was given."""
    return choice.value if choice else None
