"""What the tutor says, in Spanish and English.

- `es/*.yaml` and `en/*.yaml`: key → text, one file for each part (`agent.yaml`, `cli.yaml`, `app.yaml`).
- `errors/*.es.yaml`: English template of an error or hint → its Spanish twin.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError

_FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one saves `tutor --help` 20 ms
_TITLES = {
    "Something went wrong": "Algo salió mal",
    "It did not work": "No funcionó",
    "That cannot be used": "Eso no se puede usar",
    "Something is missing": "Falta algo",
    "Refused": "Rechazado",
    "Time ran out": "Se acabó el tiempo",
}


def text(key: str, language: Language, **values: object) -> str:
    """The text of `key` in `language`, with its {values} filled in.

    Raises:
        KeyError: no catalogue has that key; a defect of the program, never of the learner's input.
    """
    template = _catalogue(language)[key]
    return template.format(**values) if values else template


def explain(error: TutorError, language: Language) -> tuple[str, str, str]:
    """Title, message and hint of an error in `language`; English where no translation is known."""
    if language == "en":
        return error.title, error.message, error.hint
    spanish = _errors()
    message = spanish.get(error.template, error.template)
    hint = spanish.get(error.hint_template, error.hint_template)
    values = error.values
    title = _TITLES.get(error.title, error.title)
    if not values:
        return title, message, hint
    return title, message.format(**values), hint.format(**values)


def keys(language: Language) -> set[str]:
    """Every key of the catalogue."""
    return set(_catalogue(language))


def error_templates() -> set[str]:
    """Every English error template that has a Spanish twin."""
    return set(_errors())


@cache
def _catalogue(language: Language) -> dict[str, str]:
    return _merged(sorted((_FOLDER / language).glob("*.yaml")))


@cache
def _errors() -> dict[str, str]:
    return _merged(sorted((_FOLDER / "errors").glob("*.es.yaml")))


def _merged(paths: list[Path]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in paths:
        part: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER) or {}  # noqa: S506 - a safe one
        merged.update({str(key): str(value) for key, value in part.items()})
    return merged
