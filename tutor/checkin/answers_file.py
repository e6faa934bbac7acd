"""The answers of a check-in in a file, for scripts."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge_base.errors import BadInput

_HINT = 'Write it as {{"answers": ["…", "…", "…"], "commitment": "…", "accept": true}}.'


class AnswersFile(BaseModel):
    """What the file holds.

    Attributes:
        answers: to the questions, in order.
        commitment: for the week; empty for none.
        accept: whether the plan is taken as it is proposed.
        changes: to make in the plan first, as they would be typed: `6 hours`, `free 2026-12-24`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    answers: list[str]
    commitment: str
    accept: bool
    changes: list[str] = Field(default_factory=list)


def read_answers(path: Path) -> AnswersFile:
    """Answers from a file.

    Raises:
        BadInput: it cannot be read, is no JSON of that form, or is only half of it.
    """
    try:
        return AnswersFile.model_validate_json(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {problem}.", path=path, problem=error.strerror or str(error)
        ) from error
    except (UnicodeDecodeError, ValidationError) as error:
        raise BadInput(
            "{path} is no answers file: {problem}.", hint=_HINT, path=path, problem=_first(error)
        ) from error


def _first(error: Exception) -> str:
    """What is wrong, of several things the first."""
    if not isinstance(error, ValidationError):
        return "UTF-8"
    found = error.errors()[0]
    place = ".".join(str(part) for part in found["loc"])
    return f"{place}: {found['msg']}" if place else found["msg"]
