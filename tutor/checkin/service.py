"""Check-ins for every face: begin or go on, answer, prepare ahead, look at the one that was held.

One check-in is open at a time, whichever face shows it; it waits in threads.db under a name of its own. Once
it is in the record, nothing of it is left there.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput, WorkFailed
from knowledge_base.sqlite_errors import explained
from knowledge_base.words import encodable
from tutor.checkin.facts import Facts, gather
from tutor.checkin.questions import choose, question
from tutor.checkin.words import CheckInWords, fact_sentences
from tutor.learner.entries import CheckIn, CheckInDraft
from tutor.planning.planner import Planner
from tutor.planning.study_days import week_of
from tutor.reviews.scheduling import Schedule
from tutor.scheduled_runs import Prepared

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.types import Durability

    from tutor.llm.chat import ChatModel

THREAD = "checkin"  # under which the open check-in waits in threads.db
LONGEST_ANSWER = 4000  # letters
_BUSY_SECONDS, _LOOK_SECONDS = 10.0, 0.05

State = Literal["waiting", "finished", "already", "draft"]


@dataclass(frozen=True)
class Stage:
    """Where a check-in stands.

    Attributes:
        state: `waiting` for an answer, `finished` just now, held `already` in this week, or only a `draft`.
        step: that waits: `question:1`, `commitment`, `plan:1`; empty where none does.
        resumed: whether it was begun before.
        language: that it is held in.
        id: of the check-in; empty for a draft.
        prepared: ISO date of its facts.
        facts, questions, answers: so far.
        reflection, worded_by: as in `CheckInState`.
        offer, commitment, notice: as in `CheckInState`.
        accepted: whether the plan was taken as proposed; None where that is not said yet.
    """

    state: State
    step: str
    language: Language
    facts: Facts
    questions: tuple[dict[str, Any], ...]
    answers: tuple[dict[str, Any], ...] = ()
    id: str = ""
    resumed: bool = False
    reflection: str = ""
    worded_by: str = ""
    offer: str = ""
    commitment: str = ""
    notice: str = ""
    accepted: bool | None = None

    @property
    def prepared(self) -> str:
        """ISO date of the facts."""
        return str(self.facts["asked_on"])


class CheckIns:
    """The check-ins of one learner. Belongs to the event loop that first uses it.

    Args:
        home: the tutor's folder, with threads.db.
        planner: of the learner.
        chat: finds the model that words things; None where there is none.
        wording_seconds: that it may take for each.
        saver: another checkpointer, for tests; by default SQLite in threads.db.
        durability: when LangGraph writes checkpoints; "sync" loses nothing to a kill.
    """

    def __init__(
        self,
        home: Path,
        planner: Planner,
        chat: "Callable[[], ChatModel | None]" = lambda: None,
        wording_seconds: float = 20.0,
        saver: "BaseCheckpointSaver[Any] | None" = None,
        durability: "Durability" = "sync",
    ) -> None:
        self._home = home
        self._path = home / "threads.db"
        self.planner = planner
        self._chat = chat
        self._seconds = wording_seconds
        self._given = saver
        self._durability = durability
        self._stack = AsyncExitStack()
        self._saver: Any = None
        self._graph: Any = None

    async def aclose(self) -> None:
        """Close threads.db."""
        await self._stack.aclose()
        self._graph = self._saver = None

    # -- the talk ----------------------------------------------------------------------------------

    async def open(self, language: Language, *, anew: bool = False) -> Stage:
        """Go on with the check-in that waits, or begin this week's; the one that was held, if it was.

        Args:
            language: of a new one.
            anew: discard the one that waits.

        Raises:
            Missing: nobody said when to study.
            BadInput: the course has not begun.
            WorkFailed: threads.db cannot be used, or another process is at it.
        """
        _ = self.planner.profile
        async with self._alone():
            if anew:
                await self._forget()
            values = await self._values()
            if values and self._kept(values["id"]) is not None:  # its process ended just after it was kept
                await self._forget()
                values = {}
            if values:
                return await self._gone_on(values)
            if (held := self._held_this_week()) is not None:
                return _stage_of(held, "already", language)
            return await self._begun(language)

    async def answer(self, text: str, step: str) -> Stage:
        """Answer the step that waits; the next one, or the finished check-in.

        Args:
            text: the learner's.
            step: that it answers; where another one waits by now, nothing is answered and that one is shown.

        Raises:
            BadInput: the answer is too long.
            WorkFailed: threads.db or the record cannot be written, or another process is at it.
        """
        said = _checked(text)
        async with self._alone():
            values = await self._values()
            if not values:
                return self._finished_elsewhere()
            if await self._step() != step:
                return await self._gone_on(values)
            from langgraph.types import Command

            return await self._run(Command(resume={"text": said, "at": self.planner.record.now()}))

    async def waiting(self) -> Stage | None:
        """The check-in that waits; None where none does."""
        values = await self._values()
        if not values or self._kept(values["id"]) is not None:
            return None
        return _stage(values, "waiting", await self._step(), resumed=True)

    # -- ahead of it -------------------------------------------------------------------------------

    async def prepare(self, language: Language) -> Stage:
        """Make facts and questions ready without the learner; once a day, however often it is asked for.

        Raises:
            Missing: nobody said when to study.
            BadInput: the course has not begun.
        """
        _ = self.planner.profile
        if (open_one := await self.waiting()) is not None:
            return open_one
        if (held := self._held_this_week()) is not None:
            return _stage_of(held, "already", language)
        kept = self._draft()
        if kept is None or self._day(kept.at) != self.planner.today:
            facts = gather(self.planner)
            questions = self._questions(facts, language)
            kept = CheckInDraft(self.planner.record.now(), facts["week"], facts, questions)
            self.planner.record.add(kept)
        return Stage("draft", "", language, kept.facts, kept.questions)

    async def prepared(self, language: Language) -> Prepared:
        """What a notice says of a check-in that was made ready; before the course, only that it will come."""
        words = self.words(language)
        if self.planner.today < date.fromisoformat(self.planner.profile.start):
            return Prepared(words.say("prepared.title"), words.say("prepared.body", fact="").strip())
        stage = await self.prepare(language)
        if stage.state == "draft":
            first = fact_sentences(stage.facts, words)[0][1]
            return Prepared(words.say("prepared.title"), words.say("prepared.body", fact=first))
        return Prepared(words.say("prepared.title"), words.say(f"prepared.{stage.state}"))

    # -- inside ------------------------------------------------------------------------------------

    async def _begun(self, language: Language) -> Stage:
        draft = self._draft()
        facts = draft.facts if draft else gather(self.planner)
        questions: Sequence[dict[str, Any]] = draft.questions if draft else ()
        if not questions or questions[0]["language"] != language:
            questions = self._questions(facts, language)
        given = {
            "id": uuid.uuid4().hex,
            "language": language,
            "facts": facts,
            "questions": list(questions),
            "shown": self.planner.record.now(),
        }
        return await self._run(given)

    async def _gone_on(self, values: dict[str, Any]) -> Stage:
        """The check-in that waits; one whose process was killed between two steps is brought to the next."""
        step = await self._step()
        if not step:
            return await self._run(None, resumed=True)
        return _stage(values, "waiting", step, resumed=True)

    async def _run(self, given: Any, *, resumed: bool = False) -> Stage:
        from tutor.agent.checkin import CheckInContext
        from tutor.checkin.wording import fit_to_word

        graph = await self._compiled()
        context = CheckInContext(self.planner, fit_to_word(self._chat()), self._seconds)
        with explained(self._path):
            await graph.ainvoke(given, _CONFIG, context=context, durability=self._durability)
        values, step = await self._values(), await self._step()
        if step:
            return _stage(values, "waiting", step, resumed=resumed)
        held = self._kept(values["id"])
        if held is None:  # never: `save` either kept it or raised
            raise WorkFailed("The check-in was not saved.", hint="Go on with: tutor checkin")
        await self._forget()
        return _stage(values, "finished", "")

    def _questions(self, facts: Facts, language: Language) -> tuple[dict[str, Any], ...]:
        words = self.words(language)
        last = self.planner.record.latest(CheckIn)
        before = {answer.get("situation", "") for answer in last.answers} if last else set()
        return tuple(question(situation, facts, words) for situation in choose(facts, before))

    def words(self, language: Language) -> CheckInWords:
        """Of this learner's course."""
        return CheckInWords(self.planner.course, language, self.planner.today.year)

    def _held_this_week(self) -> CheckIn | None:
        held = self.planner.record.latest(CheckIn)
        return held if held and self._week(held.at) == self._week(self.planner.record.now()) else None

    def _finished_elsewhere(self) -> Stage:
        held = self.planner.record.latest(CheckIn)
        if held is None:
            raise BadInput("No check-in waits for an answer.", hint="Begin one with: tutor checkin")
        language = cast(Language, self.planner.profile.language)
        return _stage_of(held, "already", language)

    def _draft(self) -> CheckInDraft | None:
        """What was prepared in this week of the course and not used yet."""
        record = self.planner.record
        draft = record.latest(CheckInDraft)
        if draft is None or record.is_newer(CheckIn, CheckInDraft):
            return None
        return draft if self._week(draft.at) == self._week(record.now()) else None

    def _kept(self, checkin: str) -> CheckIn | None:
        return self.planner.record.latest(CheckIn, thread=checkin)

    def _week(self, at: str) -> int:
        return week_of(date.fromisoformat(self.planner.profile.start), self._day(at))

    def _day(self, at: str) -> date:
        return Schedule(zone=self.planner.profile.timezone).day_of(at)

    # -- threads.db --------------------------------------------------------------------------------

    async def _values(self) -> dict[str, Any]:
        graph = await self._compiled()
        with explained(self._path):
            state = await graph.aget_state(_CONFIG)
        return dict(state.values)

    async def _step(self) -> str:
        """The step that waits for an answer; empty where none does."""
        graph = await self._compiled()
        with explained(self._path):
            state = await graph.aget_state(_CONFIG)
        return next((found.value["step"] for task in state.tasks for found in task.interrupts), "")

    async def _forget(self) -> None:
        await self._compiled()
        with explained(self._path):
            await self._saver.adelete_thread(THREAD)

    async def _compiled(self) -> Any:
        if self._graph is None:
            from tutor.agent.checkin import checkin_graph

            with explained(self._path):
                self._saver = self._given or await self._opened()
            self._graph = checkin_graph().compile(checkpointer=self._saver)
        return self._graph

    async def _opened(self) -> Any:
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

        self._path.parent.mkdir(parents=True, exist_ok=True)
        saver = await self._stack.enter_async_context(AsyncSqliteSaver.from_conn_string(str(self._path)))
        await saver.setup()
        return saver

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Nobody else moves the check-in meanwhile."""
        from filelock import FileLock, Timeout

        path = self._home / "run" / "checkin.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=0)
        for _ in range(round(_BUSY_SECONDS / _LOOK_SECONDS)):
            try:
                lock.acquire()
                break
            except Timeout:
                await asyncio.sleep(_LOOK_SECONDS)
        if not lock.is_locked:
            raise WorkFailed(
                "The check-in is being moved on from another window.", hint="Try again in a moment."
            )
        try:
            yield
        finally:
            lock.release()


_CONFIG = {"configurable": {"thread_id": THREAD}}


def _checked(text: str) -> str:
    said = encodable(" ".join(text.split()))
    if len(said) > LONGEST_ANSWER:
        raise BadInput("That is too long: {count} letters.", hint="Say it shorter.", count=len(said))
    return said


def _stage(values: dict[str, Any], state: State, step: str, *, resumed: bool = False) -> Stage:
    return Stage(
        state,
        step,
        cast(Language, values["language"]),
        values["facts"],
        tuple(values["questions"]),
        tuple(values.get("answers", ())),
        values["id"],
        resumed,
        values.get("reflection", ""),
        values.get("worded_by", ""),
        values.get("offer", ""),
        values.get("commitment", ""),
        values.get("notice", ""),
        values.get("accepted"),
    )


def _stage_of(held: CheckIn, state: State, language: Language) -> Stage:
    """One that is in the record."""
    asked = tuple({**answer, "text": answer["question"]} for answer in held.answers)
    return Stage(
        state,
        "",
        language,
        held.facts,
        asked,
        held.answers,
        held.thread,
        reflection=held.reflection,
        commitment=held.commitment,
        accepted=held.accepted,
    )
