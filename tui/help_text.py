"""`--help` in the learner's language: the texts come from the catalogue, typer's own few words from here."""

import re
from typing import Any

import typer.core

from knowledge_base.documents import Language
from tutor.messages import text

_TYPERS_OWN = {
    r"^Usage:": "Uso:",
    r"^Options:": "Opciones:",
    r"^Arguments:": "Argumentos:",
    r"^Commands:": "Comandos:",
    r"\[OPTIONS\]": "[OPCIONES]",
    r"COMMAND \[ARGS\]\.\.\.": "COMANDO [ARGUMENTOS]...",
    r"\[default: ": "[por defecto: ",
    r"\[required\]": "[obligatorio]",
    r"Show this message and exit\.": "Muestra esta ayuda.",
}

_PYTHON_TYPE = re.compile(r" <list\[str\]>")


def in_language(help_text: str, language: Language) -> str:
    """A whole help page with typer's own words in `language`, and without the types of Python."""
    help_text = _PYTHON_TYPE.sub(lambda found: " " * len(found[0]), help_text)
    if language == "es":
        for pattern, spanish in _TYPERS_OWN.items():
            help_text = re.sub(pattern, spanish, help_text, flags=re.MULTILINE)
    return help_text


def translate(command: Any, language: Language) -> None:
    """Put the texts of the catalogue in the place of their keys, in a command and all below it."""
    command.spoken_language = language
    if command.help:
        command.help = text(command.help, language)
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = text(parameter.help, language)
    for below in getattr(command, "commands", {}).values():
        translate(below, language)


class Command(typer.core.TyperCommand):
    """A command whose help is in the learner's language."""

    spoken_language: Language = "en"

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_language(super().get_help(ctx), self.spoken_language)


class Group(typer.core.TyperGroup):
    """Commands in the order in which they are needed, with help in the learner's language."""

    spoken_language: Language = "en"

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return in_language(super().get_help(ctx), self.spoken_language)


def group(help_key: str) -> typer.Typer:
    """A group of commands that keeps to our way of speaking."""
    return typer.Typer(
        cls=Group, help=help_key, rich_markup_mode=None, add_completion=False, no_args_is_help=False
    )
