"""Which language to speak before any settings are read: `--help` and errors must not wait for pydantic."""

import os
import tomllib
from collections.abc import Mapping, Sequence

from knowledge_base.documents import Language
from tutor.home import home_folder

DEFAULT: Language = "es"


def spoken_language(arguments: Sequence[str] = (), environment: Mapping[str, str] = os.environ) -> Language:
    """The language of `--language`, else of TUTOR_LANGUAGE, else of config.toml, else Spanish."""
    for wish in (_option(arguments), environment.get("TUTOR_LANGUAGE", ""), _configured(environment)):
        if wish == "es":
            return "es"
        if wish == "en":
            return "en"
    return DEFAULT


def _option(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--language":
            return value if equals else next(iter(arguments[position + 1 : position + 2]), "")
    return ""


def _configured(environment: Mapping[str, str]) -> str:
    try:
        text = (home_folder(environment) / "config.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text).get("language", ""))
    except (OSError, ValueError):
        return ""  # who needs the settings will say what is wrong with them
