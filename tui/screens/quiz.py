"""The quiz: how much is due, then one question at a time, what the answer is worth, and how it went."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Literal

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static, TextArea
from textual.worker import Worker

from knowledge_base.errors import TutorError
from tui.keys import bindings
from tui.practice_desk import Both, Document
from tui.quiz_desk import Draft, QuizDesk
from tui.screens.passage import PassageScreen
from tui.spoken import follow_language, language_of, say
from tui.widgets.answer_box import AnswerBox
from tui.widgets.choices import Choice, Choices
from tui.widgets.key_bar import KeyBar
from tui.widgets.numbered import NumberedList
from tui.widgets.quiz_card import (
    ask_words,
    grade_words,
    judged_parts,
    kept_words,
    overview_parts,
    question_parts,
    summary_parts,
)
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar
from tui.worker_thread import WorkerThread
from tutor.messages import explain

SAVE_AFTER = 0.7  # seconds without a key, after which what was typed is saved
State = Literal["opening", "overview", "asking", "judged", "summary"]
Work = Coroutine[Any, Any, None]
Option = tuple[str, Callable[[], Work]]  # what is written, and what choosing it does


class QuizScreen(Screen[None]):
    """One quiz at a time.

    Args:
        open_desk: gives the desk; called in a worker, since what it imports is heavy.
        explained: turns whatever was raised into what the learner is told.
        practise: opens an exercise, by its id.
    """

    CSS_PATH = ["chat.tcss", "quiz.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("quiz")
    AUTO_FOCUS = ""

    def __init__(
        self,
        open_desk: Callable[[], QuizDesk],
        explained: Callable[[Exception], TutorError],
        practise: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._open_desk = open_desk
        self._explained = explained
        self._practise = practise
        self._desk: QuizDesk | None = None
        self._reader = WorkerThread("quiz-desk")
        self._work: Worker[None] | None = None
        self._pause: Timer | None = None
        self._drawing = asyncio.Lock()
        self._options: list[Option] = []
        self.state: State = "opening"
        self._overview: Document = {}
        self._asked: list[Both] = []
        self._at = 0
        self._check = False
        self._judged: Both | None = None
        self._summary: Both | None = None
        self._kept: Both | None = None

    def compose(self) -> ComposeResult:
        """Title, what is said, what can be chosen, the answer, status, keys."""
        yield TitleBar("quiz.none")
        with Vertical(id="quiz-area"):
            yield VerticalScroll(id="quiz-body", can_focus=False)
            yield Static(id="quiz-ask", markup=False)
            yield Choices(id="quiz-choices")
            yield AnswerBox()
        yield StatusLine()
        yield KeyBar("quiz")

    def on_mount(self) -> None:
        """Follow the language, and see how much there is."""
        self.query_one(Choices).display = self._box.display = False
        self.query_one(StatusLine).doing = "quiz.opening"
        follow_language(self, self.relabel)

    def on_screen_resume(self) -> None:
        """Something may have been done meanwhile."""
        if self._desk is None:
            self._do(self._open)
        elif self.state == "overview":
            self._do(self._look)
        elif self.state == "asking" and self._question["form"] == "task":
            self._do(self._see_solved)

    def relabel(self) -> None:
        """Write it in the language of the screens; what is typed stays."""
        if self.state != "opening":
            self._tell("")
            self.run_worker(self._draw(focus=False), exit_on_error=False)

    # -- how much there is -------------------------------------------------------------------------

    async def _open(self) -> None:
        self._desk = await self._reader.do(self._open_desk)
        await self._look()

    async def _look(self) -> None:
        desk = self._ready_desk
        self._overview = await self._reader.do(desk.overview)
        self.query_one(StatusLine).doing = ""
        await self._go("overview")

    async def _begin(self, *, check: bool) -> None:
        desk = self._ready_desk
        self._asked = await self._reader.do(lambda: desk.begin(check=check))
        self._check, self._at, self._kept = check, -1, None
        draft = await self._reader.do(desk.draft)
        await self._next()
        if self.state == "asking" and draft.item == self._question["item"]:
            self._box.load_text(draft.text)
            self._box.move_cursor(self._box.document.end)
            if draft.given:
                await self._judge(draft.text)

    # -- question and answer -----------------------------------------------------------------------

    @property
    def _question(self) -> Document:
        return self._asked[self._at][language_of(self)]

    async def _next(self) -> None:
        self._at += 1
        self._judged = None
        self._box.load_text("")
        if self._at < len(self._asked):
            desk = self._ready_desk
            await self._reader.do(desk.shown)
            await self._go("asking")
        else:
            await self._finish()

    async def _judge(self, answer: str) -> None:
        desk, item, language = self._ready_desk, self._question["item"], language_of(self)
        self.query_one(StatusLine).words = say(self, "quiz.reading")
        self.query_one(KeyBar).answering = True
        try:
            self._judged = await self._reader.do(lambda: desk.assess(item, answer, language))
        finally:
            self.query_one(KeyBar).answering = False
            self._tell("")
        await self._go("judged")

    async def _keep(self, grade: int | None = None) -> None:
        """Keep the answer, and go on."""
        desk = self._ready_desk
        self._kept = await self._reader.do(lambda: desk.keep(grade))
        await self._next()
        self._tell_kept()

    async def _later(self) -> None:
        """Leave the question for another time."""
        desk = self._ready_desk
        await self._reader.do(lambda: desk.remember(Draft()))
        await self._next()
        self._tell("quiz.skipped")

    async def _finish(self) -> None:
        desk = self._ready_desk
        self._summary = await self._reader.do(desk.finish)
        self._overview = await self._reader.do(desk.overview)
        await self._go("summary")

    async def _stop(self) -> None:
        """End the quiz before its last question; what was graded is kept, what was typed lies there."""
        await self._settle()
        await self._finish()

    async def _settle(self) -> None:
        """Keep the grade that stands; save what is not graded."""
        desk = self._ready_desk
        judged, text, item = self._judged, self._box.text, self._question["item"]
        if self.state == "judged" and judged is not None:
            if judged["es"]["grade"] is not None:
                self._kept = await self._reader.do(desk.keep)
        elif text.strip():
            await self._reader.do(lambda: desk.remember(Draft(item, text)))

    # -- exercises ---------------------------------------------------------------------------------

    async def _open_task(self) -> None:
        await self._practise(self._question["item"].partition(":")[2])

    async def _see_solved(self) -> None:
        desk, item = self._ready_desk, self._question["item"]
        solved = await self._reader.do(lambda: desk.solved(item))
        if solved is not None:
            self._kept = solved
            await self._next()
            self._tell_kept()

    # -- what the learner does ---------------------------------------------------------------------

    def on_answer_box_given(self, event: AnswerBox.Given) -> None:
        """An answer in words, or a number."""
        if self.state == "asking":
            self._do(lambda: self._judge(event.text))

    def on_numbered_list_picked(self, event: NumberedList.Picked) -> None:
        """Do what was chosen."""
        event.stop()
        if event.number <= len(self._options):
            self._do(self._options[event.number - 1][1])

    def on_numbered_list_typed(self, event: NumberedList.Typed) -> None:
        """Options can be chosen by letter too."""
        place = "abcd".find(event.character.lower())
        if place >= 0 and self.state == "asking" and self._question["form"] == "choice":
            self.query_one(Choices).action_pick(place + 1)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save when the learner pauses."""
        event.stop()
        if self.state != "asking":
            return
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(SAVE_AFTER, self._save_typed)

    def _save_typed(self) -> None:
        if self.state == "asking" and not self.busy:
            desk, draft = self._ready_desk, Draft(self._question["item"], self._box.text)
            self.run_worker(self._telling(self._reader.do(lambda: desk.remember(draft))), exit_on_error=False)

    def action_passage(self) -> None:
        """Open the passage of the lesson, where it may be seen."""
        if (place := self._place) is None:
            self._tell("quiz.no_passage" if self.state == "asking" else "")
        else:
            self.run_worker(self._telling(self._open_passage(place)), exit_on_error=False)

    def action_later(self) -> None:
        """Leave the question; an answer that has a grade is kept."""
        if self.state == "asking":
            self._do(self._later)
        elif self.state == "judged" and self._judged is not None:
            self._do(self._later if self._judged["es"]["grade"] is None else self._keep)

    def action_back(self) -> None:
        """Cancel the reading of an answer; else end the quiz; else back to the conversation."""
        if self.state not in ("asking", "judged"):
            self._go_back()
        elif self.query_one(KeyBar).answering and self._work is not None:
            self._work.cancel()
        else:
            self._do(self._stop)

    def action_scroll(self, pages: int) -> None:
        """Move what is said by a page."""
        body = self.query_one("#quiz-body", VerticalScroll)
        (body.scroll_page_down if pages > 0 else body.scroll_page_up)(animate=False)

    async def stop(self) -> None:
        """The app is closed: keep and save what there is."""
        if self._work is not None:
            self._work.cancel()
        if self._desk is not None and self.state in ("asking", "judged"):
            await self._settle()
            await self._reader.do(self._desk.finish)

    async def _leave(self) -> None:
        self._go_back()

    def _go_back(self) -> None:
        """To the conversation; who comes back sees what is due then."""
        if self.state == "summary":
            self.state = "overview"
        self.app.switch_mode("chat")

    # -- passages ----------------------------------------------------------------------------------

    @property
    def _place(self) -> Document | None:
        language = language_of(self)
        if self.state == "judged" and self._judged is not None:
            place: Document = self._judged[language]["passage"]
            return place
        if self.state == "asking":
            reread: Document | None = self._question["reread"]
            return reread
        if self.state == "summary" and self._summary is not None:
            return next(iter(self._summary[language]["reread"]), None)
        return None

    async def _open_passage(self, place: Document) -> None:
        desk, language = self._ready_desk, language_of(self)
        citation, passages = await self._reader.do(lambda: desk.passage(place, language))
        await self.app.push_screen(PassageScreen(citation, passages))

    # -- drawing -----------------------------------------------------------------------------------

    async def _go(self, state: State) -> None:
        self.state = state
        await self._draw()

    async def _draw(self, *, focus: bool = True) -> None:
        async with self._drawing:  # one after the other, else their parts would mix
            parts = list(self._parts())
            body = self.query_one("#quiz-body", VerticalScroll)
            with self.app.batch_update():
                await body.remove_children()
                await body.mount_all(parts)
                self._draw_choices(focus=focus)
        if focus:
            body.scroll_home(animate=False)
            (self._box if self._box.display else self.query_one(Choices)).focus()

    def _parts(self) -> list[Widget]:
        language = language_of(self)
        self.query_one(TitleBar).conversation = self._title()
        if self.state == "summary" and self._summary is not None:
            return list(summary_parts(self._summary[language], language))
        if self.state not in ("asking", "judged"):
            return list(overview_parts(self._overview, language))
        parts = list(question_parts(self._question, self._at + 1, len(self._asked), language))
        if self.state == "judged" and self._judged is not None:
            parts += judged_parts(self._judged[language], language)
        return parts

    def _title(self) -> str:
        if self.state in ("asking", "judged"):
            name = say(self, "quiz.title.check" if self._check else "quiz.title.review")
            return say(self, "quiz.title", name=name, number=self._at + 1, total=len(self._asked))
        return ""

    def _draw_choices(self, *, focus: bool) -> None:
        asking = self.state == "asking"
        form = self._question["form"] if asking else ""
        box, listed, ask = self._box, self.query_one(Choices), self.query_one("#quiz-ask", Static)
        box.display = form in ("open", "number")
        box.asks = "quiz.answer.number" if form == "number" else "quiz.answer.words"
        self.set_class(form == "choice", "-choosing")
        self._options = self._offered()
        listed.display = bool(self._options)
        kept = listed.highlighted
        listed.offer([Choice(label, "") for label, _ in self._options])
        listed.highlighted = self._suggested() if focus else kept
        said = self._ask()
        ask.set_class(bool(said), "-shown")
        self.set_class(bool(said), "-grading")
        ask.update(Content(said))

    def _suggested(self) -> int | None:
        """The line that Enter chooses; none where the learner has to say."""
        if self.state == "asking" and self._question["form"] == "choice":
            return None
        if self.state == "judged" and self._judged is not None and self._is_open:
            grade = self._judged["es"]["grade"]
            return None if grade is None else int(grade) - 1
        return 0 if self._options else None

    def _ask(self) -> str:
        if self.state == "judged" and self._judged is not None:
            language = language_of(self)
            return ask_words(self._judged[language], self._question["form"], language)
        return ""

    @property
    def _is_open(self) -> bool:
        return bool(self._question["form"] == "open")

    def _offered(self) -> list[Option]:
        if self.state == "asking":
            return self._answers()
        if self.state == "judged":
            return self._grades()
        return self._ways_on()

    def _answers(self) -> list[Option]:
        if self._question["form"] == "choice":
            options: list[str] = list(self._question["options"])
            return [(option, self._choosing(letter)) for letter, option in zip("ABCD", options, strict=False)]
        if self._question["form"] == "task":
            return [
                (say(self, "quiz.do.task"), self._open_task),
                (say(self, "quiz.do.later"), self._later),
            ]
        return []

    def _choosing(self, letter: str) -> Callable[[], Work]:
        return lambda: self._judge(letter)

    def _grades(self) -> list[Option]:
        if not self._is_open:
            last = self._at + 1 == len(self._asked)
            return [(say(self, "quiz.do.end" if last else "quiz.do.next"), self._keep)]
        words = grade_words(language_of(self))
        return [(word, self._grading(grade)) for grade, word in enumerate(words, 1)]

    def _grading(self, grade: int) -> Callable[[], Work]:
        """The grade that the program gave is the program's; any other is the learner's."""
        own = self._judged is None or self._judged["es"]["grade"] != grade
        return lambda: self._keep(grade if own else None)

    def _ways_on(self) -> list[Option]:
        options: list[Option] = []
        again = "quiz.do.go_on" if self.state == "summary" else "quiz.do.begin"
        if items := self._overview["review"]["items"]:
            resumes = self._overview["open"] and not self._overview["open_check"]
            key = "quiz.do.go_on" if resumes else again
            options.append((say(self, key, items=items), lambda: self._begin(check=False)))
        if items := self._overview["check"]["items"]:
            weekly = (say(self, "quiz.do.check", items=items), lambda: self._begin(check=True))
            options.insert(0 if self._overview["open"] and self._overview["open_check"] else 1, weekly)
        return [*options, (say(self, "quiz.do.back"), self._leave)]

    # -- inside ------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something goes on that has to end first."""
        return self._work is not None and not self._work.is_finished

    def _do(self, work: Callable[[], Work]) -> None:
        """One thing at a time, whose failure is told."""
        if not self.busy:
            self._work = self.run_worker(self._telling(work()), exit_on_error=False)

    async def _telling(self, work: Work) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the edge
            title, said, hint = explain(self._explained(error), language_of(self))
            self.query_one(StatusLine).doing = ""
            self.notify(f"{said}\n{hint}".strip(), title=title, severity="error", markup=False)

    def _tell_kept(self) -> None:
        if self._kept is None:
            self._tell("quiz.not_kept")
        else:
            language = language_of(self)
            said = kept_words(self._kept[language], self._overview["today"], language)
            self.query_one(StatusLine).words = said

    def _tell(self, key: str) -> None:
        self.query_one(StatusLine).words = say(self, key) if key else ""

    @property
    def _ready_desk(self) -> QuizDesk:
        assert self._desk is not None
        return self._desk

    @property
    def _box(self) -> AnswerBox:
        return self.query_one(AnswerBox)
