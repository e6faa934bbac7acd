"""A defect of the program, as the learner meets it: one calm sentence, and the details in a log."""

import traceback
from pathlib import Path

from knowledge_base.errors import TutorError, WorkFailed


def as_tutor_error(error: Exception, home: Path | None) -> TutorError:
    """The error itself when the learner can do something about it; else what to say of a defect.

    Args:
        error: anything that a turn or a worker raised.
        home: the tutor's folder, where `logs/app.log` is kept; None when it is not known.
    """
    if isinstance(error, TutorError):
        return error
    problem = f"{type(error).__name__}: {error}".rstrip(": ")
    path = _logged(error, home)
    if path is None:
        return WorkFailed("The tutor ran into a defect of its own: {problem}.", problem=problem)
    return WorkFailed(
        "The tutor ran into a defect of its own: {problem}.",
        hint="The details are in {path}.",
        problem=problem,
        path=path,
    )


def _logged(error: Exception, home: Path | None) -> Path | None:
    if home is None:
        return None
    path = home / "logs" / "app.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.writelines(traceback.format_exception(error))
    except OSError:
        return None
    return path
