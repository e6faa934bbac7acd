"""What a check of `tutor doctor` looks at and what it finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge_base.documents import Language
from knowledge_base.embedding import Embedder
from knowledge_base.errors import TutorError
from tutor.learner.entries import Profile
from tutor.messages import explain, text
from tutor.profile import profile_at
from tutor.settings import Settings

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Check:
    """What one check found; `fix` is empty where nothing needs mending."""

    name: str
    status: Status
    detail: str
    fix: str = ""


@dataclass(frozen=True)
class Report:
    """All checks, in order."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Nothing failed; warnings do not count."""
        return all(check.status != "fail" for check in self.checks)


@dataclass(frozen=True)
class Patient:
    """What is examined.

    Attributes:
        home: the tutor's folder.
        settings: the learner's, or the defaults where those cannot be read.
        language: of the texts.
        course_folder: where the course is.
        make_embedder: makes the encoder, without loading it.
        environment: variables of the process.
    """

    home: Path
    settings: Settings
    language: Language
    course_folder: Path
    make_embedder: Callable[[], Embedder]
    environment: Mapping[str, str]

    def profile(self) -> Profile | None:
        """Who studies and when, as the record has it; None where nothing was set up or there is no record.

        Raises:
            WorkFailed: the record is damaged or of a newer version.
        """
        return profile_at(self.home)

    def found(self, name: str, status: Status, key: str, fix: str = "", /, **values: object) -> Check:
        """A check whose texts are `doctor.<key>` and `doctor.fix.<fix>` of the catalogue."""
        detail = text(f"doctor.{key}", self.language, **values)
        mend = text(f"doctor.fix.{fix}", self.language, **values) if fix else ""
        return Check(name, status, detail, mend)

    def error(self, name: str, error: TutorError, status: Status = "fail") -> Check:
        """A check that ended in an error which says itself what mends it."""
        _, message, hint = explain(error, self.language)
        return Check(name, status, message, hint)


def gigabytes(count: int) -> str:
    """Bytes as people say them."""
    return f"{count / 1e9:.1f} GB"
