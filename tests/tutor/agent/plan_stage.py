"""A learner with a record, a plan, reviews and check-ins, to whom a conversation talks; the clock stands."""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from knowledge_base.documents import Language
from knowledge_base.errors import Refused
from knowledge_base.store import LibraryStore
from tests.fakes import FakeEmbedder
from tests.tutor.agent.small_tutor import Told, context_over
from tests.tutor.reviews.small_reviews import COURSE, Learner
from tools.running.environments import Environments
from tools.running.runs import Wishes
from tools.sandbox import Limits, Sandbox
from tutor.agent.context import TutorContext
from tutor.agent.events import Event, Replied
from tutor.agent.routing import Router
from tutor.agent.threads import Threads
from tutor.checkin.service import CheckIns
from tutor.learner.entries import Profile
from tutor.llm.chat import ChatModel
from tutor.planning.outline import read_outline
from tutor.planning.planner import Planner
from tutor.planning.workload import Outline
from tutor.practice import Practice
from tutor.workshop import Workshop

WEDNESDAY = datetime(2026, 12, 2, 10, tzinfo=UTC)  # the course begins on Saturday, 28 November


@cache
def outline() -> Outline:
    """Of the real course, read once."""
    return read_outline(COURSE, Path(mkdtemp()) / "outline.json")


def no_sandbox() -> Sandbox:
    """A machine on which no program can be run safely."""
    raise Refused("There is no sandbox here.", hint="Run: tutor doctor")


class Stage:
    """One learner and one conversation.

    Args:
        folder: for what is kept.
        store: a library.
        router: of turns; by default one that takes what it was not told for a question.
        chat: a model.
        language: of turns that show none.
    """

    def __init__(
        self,
        folder: Path,
        store: LibraryStore,
        router: Router | None = None,
        chat: ChatModel | None = None,
        language: Language = "es",
        profile: bool = True,
    ) -> None:
        self.folder = folder
        self.learner = Learner(folder, profile=profile)
        self.learner.clock.now = WEDNESDAY
        self.record, self.quiz = self.learner.record, self.learner.quiz
        self.planner = Planner(
            self.record, outline, lambda: self.record.latest(Profile), self.quiz.due_minutes
        )
        self.checkins = CheckIns(folder, self.planner)
        self.threads = Threads(folder / "threads.db")
        practice = Practice(
            COURSE, self.record, no_sandbox, Environments(folder / "environments"), folder / "cache"
        )
        workshop = Workshop(
            lambda: practice,
            no_sandbox,
            lambda: Environments(folder / "environments"),
            lambda: Wishes(Limits(5.0)),
        )
        plain = context_over(store, FakeEmbedder(), chat, router=router or Told())
        self.context = TutorContext(
            **{
                **vars(plain),
                "workshop": workshop,
                "open_planner": lambda: self.planner,
                "open_quiz": lambda: self.quiz,
                "open_checkins": lambda: self.checkins,
                "language": language,
            }
        )

    async def say(self, text: str, language: Language | None = None) -> list[Event]:
        """One turn, half a minute after the one before."""
        self.learner.clock.now += timedelta(seconds=30)
        turn = self.threads.run(self.context, "one", text, language, self.record.now())
        async with aclosing(turn) as events:  # type: ignore[type-var]
            return [event async for event in events]

    async def told(self, text: str, language: Language | None = None) -> str:
        """What a turn about the plan or of a quiz says."""
        return replied_in(await self.say(text, language)).text

    async def killed(self) -> None:
        """The process ends, and another one goes on."""
        await self.aclose()
        self.threads = Threads(self.folder / "threads.db")
        self.checkins = CheckIns(self.folder, self.planner)

    async def aclose(self) -> None:
        """Close what is open, but the record."""
        await self.threads.aclose()
        await self.checkins.aclose()


def replied_in(events: Sequence[Event]) -> Replied:
    """The one reply of a turn about the plan or of a quiz."""
    (replied,) = [event for event in events if isinstance(event, Replied)]
    return replied
