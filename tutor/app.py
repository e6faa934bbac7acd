"""The composition root: the one place that reads settings and builds things.

Opening costs nothing; each part is built when it is first used, once, under a lock.
"""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from knowledge_base.documents import Language
from tutor.clock import now
from tutor.home import home_folder, import_is_pending
from tutor.settings import Settings, load_settings

if TYPE_CHECKING:
    from knowledge_base.citations import Answer
    from knowledge_base.course import Course
    from knowledge_base.embedding import Embedder
    from knowledge_base.glossary import Glossary
    from knowledge_base.library import AddReport, Library, Progress
    from knowledge_base.loaders import LoadOptions
    from knowledge_base.retrieval import Retriever
    from tools.running.environments import Environments
    from tools.running.runs import Wishes
    from tools.sandbox import Sandbox
    from tutor.agent.context import TutorContext
    from tutor.agent.events import Event
    from tutor.agent.routing import Router
    from tutor.agent.threads import Threads
    from tutor.checkin.service import CheckIns
    from tutor.hinting import Hint
    from tutor.learner.entries import Profile
    from tutor.learner.record import Record
    from tutor.llm.chat import ChatModel
    from tutor.placement.placement import Placement
    from tutor.planning.planner import Planner
    from tutor.practice import Checked, Practice
    from tutor.projects import ProjectWork
    from tutor.reviews.grading import AnswerScorer
    from tutor.reviews.quiz import Quiz
    from tutor.workshop import Workshop

T = TypeVar("T")


def _say_nothing(_what: str) -> None:
    """No one listens."""


def open_tutor(home: Path | None = None, settings: Settings | None = None) -> "Tutor":
    """A tutor on a folder; reads its settings and nothing else.

    Raises:
        BadInput: config.toml or a TUTOR_ variable is wrong.
    """
    folder = home or home_folder()
    if import_is_pending(folder):
        from tutor.restore import finish_import

        finish_import(folder)
    return Tutor(folder, settings or load_settings(folder))


class Tutor:
    """Everything a face needs. Parts are heavy at first use; `warm` builds them ahead, in a worker."""

    def __init__(self, home: Path, settings: Settings) -> None:
        self.home = home
        self.settings = settings
        self._lock = threading.RLock()
        self._parts: dict[str, object] = {}

    @property
    def language(self) -> Language:
        """Of the screens."""
        return self.settings.language

    @cached_property
    def course(self) -> "Course":
        """The course pack."""
        from knowledge_base.course_loader import load_course

        return load_course(self.course_folder)

    @property
    def course_folder(self) -> Path:
        """Where the course pack is."""
        from knowledge_base.course_loader import default_course_folder

        chosen = self.settings.course.folder
        return Path(chosen).expanduser() if chosen else default_course_folder()

    @property
    def library(self) -> "Library":
        """The library, with the course's lessons in it."""
        return self._part("library", self._make_library)

    @property
    def retriever(self) -> "Retriever":
        """Search over the library."""
        return self._part("retriever", self._make_retriever)

    @property
    def router(self) -> "Router":
        """Intents of turns."""
        return self._part("router", self._make_router)

    @property
    def chat(self) -> "ChatModel | None":
        """The model that words answers, if there is one."""
        return self._part("chat", self._make_chat)

    @property
    def threads(self) -> "Threads":
        """Conversations."""
        return self._part("threads", self._make_threads)

    @property
    def sandbox(self) -> "Sandbox":
        """Where programs of the learner's run.

        Raises:
            Refused: none holds on this machine.
        """
        return self._part("sandbox", self._make_sandbox)

    @property
    def environments(self) -> "Environments":
        """What those programs may import; each is made when it is first needed."""
        return self._part("environments", self._make_environments)

    @property
    def record(self) -> "Record":
        """What the learner did."""
        return self._part("record", self._make_record)

    @property
    def quiz(self) -> "Quiz":
        """Reviews: what is due, how it is graded, what is kept of it."""
        return self._part("quiz", self._make_quiz)

    @property
    def placement(self) -> "Placement":
        """A few questions that show which units the learner knows already."""
        return self._part("placement", self._make_placement)

    @property
    def planner(self) -> "Planner":
        """The learner's plan."""
        return self._part("planner", self._make_planner)

    @property
    def checkins(self) -> "CheckIns":
        """The weekly check-in."""
        return self._part("checkins", self._make_checkins)

    @property
    def practice(self) -> "Practice":
        """Exercises, with the learner's attempts at them."""
        return self._part("practice", self._make_practice)

    @property
    def projects(self) -> "ProjectWork":
        """Projects, with what came of the learner's work on them."""
        return self._part("projects", self._make_projects)

    @property
    def workshop(self) -> "Workshop":
        """Where the agent runs and checks code; its parts are made when they are first needed."""
        return self._part("workshop", self._make_workshop)

    def wishes(self, seconds: float | None = None, memory_mb: int | None = None) -> "Wishes":
        """How much a program may use: what is asked for, else the settings."""
        from tools.running.runs import Wishes
        from tools.sandbox import Limits

        practice = self.settings.practice
        limits = Limits(practice.seconds, practice.memory_mb, practice.output_kb)
        return Wishes(limits, seconds, memory_mb)

    @property
    def context(self) -> "TutorContext":
        """What the agent's nodes work with."""
        return self._part("context", self._make_context)

    def warm(self, say: Callable[[str], None] = _say_nothing) -> None:
        """Import and build everything heavy; blocking, for a worker thread.

        Args:
            say: hears what is being prepared, as a key of the message catalogue.

        Raises:
            TutorError: a part cannot be built; the others still can.
        """
        say("warm.library")
        _ = self.retriever
        say("warm.router")
        self.router.route("hola")
        say("warm.agent")
        _ = self.context
        import langgraph.checkpoint.sqlite.aio
        import langgraph.graph  # noqa: F401 - imported here so that the first turn need not

        say("warm.ready")

    async def turn(
        self, text: str, thread: str, *, language: Language | None = None
    ) -> "AsyncIterator[Event]":
        """One turn of a conversation, as events; closing the iterator cancels it."""
        events = self.threads.run(self.context, thread, text, language, now().isoformat())
        async with aclosing(events):  # type: ignore[type-var]
            async for event in events:
                yield event

    async def ask(self, question: str, language: Language | None = None) -> "Answer":
        """An answer to one question, outside any conversation.

        Raises:
            BadInput: the question is empty or not text.
        """
        from tutor.agent.ask import ask_once

        return await ask_once(self.context, question, language)

    def ask_events(self, question: str, language: Language | None = None) -> "AsyncIterator[Event]":
        """As `ask`, showing quotes and wording while they come."""
        from tutor.agent.ask import ask_events

        return ask_events(self.context, question, language)

    async def practice_hint(self, exercise: str, language: Language | None = None) -> "Hint":
        """The rung that the latest attempt at an exercise has earned, in the model's words where they hold.

        Raises:
            BadInput: there is no such exercise, nothing was tried yet, or the latest attempt passed.
        """
        from tutor.hint_wording import hint_for

        seconds = self.settings.model.wording_seconds
        asked = language or self.language
        return await hint_for(self.practice, exercise, asked, self.chat, seconds, self._hints)

    async def practice_words(self, checked: "Checked", language: Language | None = None) -> tuple[str, ...]:
        """A model's sentences about a check that did not pass; none where it has none that hold."""
        from tutor.critique_wording import words_of
        from tutor.word_checks import Secrets

        asked, found = language or self.language, checked.critique.findings
        if self.chat is None or checked.report.passed or checked.critique.mistake is not None:
            return ()
        exercise = checked.exercise
        known = "\n".join((exercise.statement(asked), exercise.starter, checked.report.code.text))
        secrets, seconds = Secrets(exercise.reference, known), self.settings.model.wording_seconds
        said = await words_of(found, asked, self.chat, secrets, seconds=seconds)
        return said.sentences if said.origin == "model" else ()

    async def aclose(self) -> None:
        """Close files, connections and locks; the shared model server goes on.

        Raises:
            WorkFailed: the record was written to, and is damaged elsewhere.
        """
        with self._lock:
            parts, self._parts = self._parts, {}
        for name in ("threads", "checkins", "chat"):
            if (part := parts.get(name)) is not None:
                await part.aclose()  # type: ignore[attr-defined]
        for name in ("library", "practice", "record"):
            if (part := parts.get(name)) is not None:
                part.close()  # type: ignore[attr-defined]
        if (record := parts.get("record")) is not None and record.written:  # type: ignore[attr-defined]
            from tutor.learner.copies import keep_copy

            keep_copy(self.home, now(), anew=record.checked_in)  # type: ignore[attr-defined]

    # -- building ----------------------------------------------------------------------------------

    def _part(self, name: str, make: Callable[[], T]) -> T:
        with self._lock:
            if name not in self._parts:
                self._parts[name] = make()
            return self._parts[name]  # type: ignore[return-value]

    @property
    def embedder(self) -> "Embedder":
        """The encoder."""
        return self._part("embedder", lambda: make_embedder(self.settings))

    def rebuild_library(self, progress: "Progress | None" = None) -> "AddReport":
        """Make every vector of the library anew, which also mends one made by another encoder."""
        from knowledge_base.library import silent

        library = self._open_library()
        try:
            return library.rebuild(progress or silent)
        finally:
            library.close()

    def _open_library(self) -> "Library":
        from knowledge_base.course_documents import shipped_vectors
        from knowledge_base.library import Library

        vectors = shipped_vectors(self.course_folder, self.embedder.name)
        return Library(self.home, self.embedder, self.load_options, vectors)

    def _make_library(self) -> "Library":
        from knowledge_base.course_documents import course_documents

        library = self._open_library()
        try:
            library.check_encoder()
            library.finish()
            documents = course_documents(self.course)
            library.add_documents(documents, f"course:{self.course.id}")
        except BaseException:
            library.close()
            raise
        return library

    @property
    def load_options(self) -> "LoadOptions":
        """Limits for reading sources, from the settings."""
        from knowledge_base.loaders import LoadOptions

        chosen = self.settings.library
        return LoadOptions(
            max_file_mb=chosen.max_file_mb,
            fetch_seconds=chosen.fetch_seconds,
            allow_private_addresses=chosen.allow_private_addresses,
        )

    @property
    def glossary(self) -> "Glossary":
        """The course's glossary, then the learner's own."""
        return self._part("glossary", self._make_glossary)

    def _make_glossary(self) -> "Glossary":
        from knowledge_base.glossary import Glossary

        own = self.settings.library.glossary
        candidates = [self.course_folder / "glossary.yaml", self.home / "glossary.yaml"]
        paths = [path for path in candidates if path.exists()] + ([Path(own).expanduser()] if own else [])
        return Glossary.load(*paths)

    def _make_retriever(self) -> "Retriever":
        from knowledge_base.retrieval import Retriever

        return Retriever(self.library.store, self.library.index, self.embedder, self.glossary)

    def _make_router(self) -> "Router":
        from tutor.agent.routing import Router

        return Router(self.embedder, cache=self.home / "models")

    def _make_chat(self) -> "ChatModel | None":
        from tutor.llm.choose import open_chat

        return open_chat(self.settings.model, self.home)

    def _make_threads(self) -> "Threads":
        from tutor.agent.threads import Threads

        return Threads(self.home / "threads.db")

    def _make_sandbox(self) -> "Sandbox":
        from tools.sandboxing.isolation import find_sandbox

        return find_sandbox()

    def _make_record(self) -> "Record":
        from tutor.learner.record import Record

        return Record(self.home / "learner.db", now)

    def _make_placement(self) -> "Placement":
        from tutor.placement.placement import Placement

        return Placement(self.course, self.record)

    def _make_planner(self) -> "Planner":
        from tutor.planning.outline import read_outline
        from tutor.planning.planner import Planner

        outline, due = self.home / "cache" / "outline.json", self.quiz.due_minutes
        return Planner(self.record, lambda: read_outline(self.course, outline), self._profile, due)

    def _make_quiz(self) -> "Quiz":
        from tutor.reviews.quiz import Quiz

        def scorer() -> "AnswerScorer":
            from tutor.reviews.grading import AnswerScorer

            return AnswerScorer(self.embedder, self.glossary)

        return Quiz(self.course, self.record, scorer, self._profile)

    def _profile(self) -> "Profile | None":
        from tutor.profile import profile_of

        return profile_of(self.record, self.settings, self.course)

    def _make_checkins(self) -> "CheckIns":
        from tutor.checkin.service import CheckIns

        return CheckIns(self.home, self.planner, lambda: self.chat, self.settings.model.wording_seconds)

    def _make_practice(self) -> "Practice":
        from tutor.practice import Practice

        return Practice(
            self.course, self.record, lambda: self.sandbox, self.environments, self.home / "cache"
        )

    def _make_projects(self) -> "ProjectWork":
        from tutor.projects import ProjectWork

        limits = self.wishes().limits
        return ProjectWork(self.course, self.record, lambda: self.sandbox, self.environments, limits)

    def _make_workshop(self) -> "Workshop":
        from tutor.workshop import Workshop

        return Workshop(
            open_practice=lambda: self.practice,
            find_sandbox=lambda: self.sandbox,
            open_environments=lambda: self.environments,
            wishes=self.wishes,
            hints=self._hints,
        )

    @property
    def _hints(self) -> Path:
        return self.home / "cache" / "hints"

    def _make_environments(self) -> "Environments":
        from tools.running.environments import Environments

        return Environments(self.home / "environments")

    def _make_context(self) -> "TutorContext":
        from knowledge_base.evidence import EvidenceFinder
        from knowledge_base.support import SupportChecker
        from tutor.agent.context import TutorContext

        return TutorContext(
            retriever=self.retriever,
            finder=EvidenceFinder(self.library.store, self.embedder, self.glossary),
            checker=SupportChecker(self.embedder, self.glossary),
            router=self.router,
            chat=self.chat,
            wording_seconds=self.settings.model.wording_seconds,
            workshop=self.workshop,
            open_planner=lambda: self.planner,
            open_quiz=lambda: self.quiz,
            open_checkins=lambda: self.checkins,
            language=self.language,
        )


def make_embedder(settings: Settings) -> "Embedder":
    """The encoder that the settings name; the one factory that tests replace."""
    from knowledge_base.embedding import OnnxEmbedder, SentenceTransformerEmbedder

    chosen = settings.library.embedder
    if chosen == "default":
        return OnnxEmbedder()
    return SentenceTransformerEmbedder(chosen)
