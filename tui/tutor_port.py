"""What the app needs of a tutor; `tutor.app.Tutor` is one, the tests bring a scripted one."""

from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from knowledge_base.citations import Answer
from knowledge_base.documents import Language, Passage
from tutor.agent.events import Event

if TYPE_CHECKING:
    from knowledge_base.course import Course
    from tools.running.environments import Environments
    from tools.running.runs import Wishes
    from tools.sandbox import Sandbox
    from tutor.practice import Practice
    from tutor.reviews.quiz import Quiz


class ThreadLine(Protocol):
    """A conversation in the list."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def updated(self) -> str: ...
    @property
    def turns(self) -> int: ...


class PastTurn(Protocol):
    """A turn of an earlier conversation."""

    @property
    def question(self) -> str: ...
    @property
    def intent(self) -> str: ...
    @property
    def said(self) -> str: ...
    @property
    def answer(self) -> Answer | None: ...
    @property
    def cancelled(self) -> bool: ...


class ThreadsPort(Protocol):
    """Conversations that outlive the process."""

    def new(self) -> str: ...
    async def list(self) -> Sequence[ThreadLine]: ...
    async def turns(self, thread: str, /) -> Sequence[PastTurn]: ...
    async def delete(self, thread: str, /) -> None: ...


class PassageStore(Protocol):
    """Passages by id."""

    def passages(self, ids: Sequence[str], /) -> dict[str, Passage]: ...


class LibraryPort(Protocol):
    """The passages behind the citations."""

    @property
    def store(self) -> PassageStore: ...
    def around(self, passage: Passage, before: int = 1, after: int = 1) -> Sequence[Passage]: ...


class TutorPort(Protocol):
    """A tutor, opened; nothing heavy happens before `warm`."""

    @property
    def home(self) -> Path: ...
    @property
    def language(self) -> Language: ...
    @property
    def threads(self) -> ThreadsPort: ...
    @property
    def library(self) -> LibraryPort: ...
    @property
    def practice(self) -> "Practice": ...
    @property
    def course(self) -> "Course": ...
    @property
    def quiz(self) -> "Quiz": ...
    @property
    def sandbox(self) -> "Sandbox": ...
    @property
    def environments(self) -> "Environments": ...
    def wishes(self) -> "Wishes": ...
    def warm(self, say: Callable[[str], None], /) -> None: ...
    def turn(self, text: str, thread: str, /) -> AsyncIterator[Event]: ...
    async def aclose(self) -> None: ...


OpenTutor = Callable[[], TutorPort]
