"""Practice: the statement and what the tutor says on one side, the code on the other."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Literal, get_args

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import Screen
from textual.worker import Worker

from knowledge_base.errors import TutorError
from tui.keys import bindings
from tui.practice_desk import Both, Desk, OpenExercise
from tui.screens.confirm import ConfirmScreen
from tui.screens.exercises import ExercisesScreen
from tui.spoken import follow_language, language_of, say
from tui.widgets.code_pane import CodePane
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.result_pane import ResultPane
from tui.widgets.statement import StatementPane
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar
from tui.worker_thread import WorkerThread
from tutor.messages import explain

Pane = Literal["statement", "code", "result"]
PANES: tuple[Pane, ...] = get_args(Pane)
WIDE = 100  # columns from which the code stands beside the statement
Work = Coroutine[Any, Any, None]
OnExercise = Callable[[OpenExercise, Desk], Work]


class PracticeScreen(Screen[None]):
    """One exercise at a time.

    Args:
        open_desk: gives the desk; called in a worker, since what it imports is heavy.
        explained: turns whatever was raised into what the learner is told.
    """

    CSS_PATH = ["chat.tcss", "practice.tcss"]  # noqa: RUF012 - Textual's name and type
    BINDINGS = bindings("practice")
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual's name and type

    def __init__(self, open_desk: Callable[[], Desk], explained: Callable[[Exception], TutorError]) -> None:
        super().__init__()
        self._open_desk = open_desk
        self._explained = explained
        self._desk: Desk | None = None
        self._reader = WorkerThread("practice-desk")
        self._runner = WorkerThread("practice-sandbox")
        self._work: Worker[None] | None = None
        self._side: Pane = "statement"
        self._wish = ""

    def compose(self) -> ComposeResult:
        """Title, the side and the code, status, keys."""
        yield TitleBar("practice.none")
        yield PaneTabs(PANES, id="all-tabs")
        with Container(id="body"):
            with Vertical(id="side"):
                yield PaneTabs(("statement", "result"), id="side-tabs")
                yield StatementPane(id="statement")
                yield ResultPane(id="result")
            yield CodePane(self._reader, id="code")
        yield StatusLine()
        yield KeyBar("practice")

    def on_mount(self) -> None:
        """Follow the language and the terminal's window, and bring what lay open last."""
        follow_language(self, self.relabel)
        self.show_pane("statement", focus=False)
        self.query_one(StatusLine).doing = "practice.opening"
        self._later(self._begin())
        self.watch(self.app, "app_focus", self._meet_file, init=False)

    def relabel(self) -> None:
        """Write the exercise in the language of the screens."""
        if self.exercise is not None:
            self._later(self._describe())

    def on_resize(self) -> None:
        """Where one pane is in sight, it has the focus."""
        if self.exercise is not None and not self._wide:
            self.show_pane(self.pane)

    # -- opening -----------------------------------------------------------------------------------

    @property
    def exercise(self) -> OpenExercise | None:
        """The one that lies open."""
        return self._code.exercise

    async def _begin(self) -> None:
        self._desk = await self._reader.do(self._open_desk)
        if first := await self._reader.do(self._desk.first):
            await self.open(self._wish or first)
            if self.exercise is not None:
                self.wish(self._wish or self.exercise.id)  # one that came meanwhile
        else:
            self.query_one(StatusLine).doing = "practice.empty"

    def wish(self, exercise: str) -> None:
        """Open this exercise, now or as the first one."""
        self._wish = exercise
        if self.exercise is not None and self.exercise.id != exercise:
            self._later(self._open_instead(exercise))

    async def open(self, exercise: str) -> None:
        """Put an exercise on the desk, in place of the one that lies there."""
        desk, language = self._ready_desk, language_of(self)
        await self._code.save()
        opened = await self._reader.do(lambda: desk.open(exercise, language))
        await self._result.show_report(opened.report, opened.said)
        self._code.open(opened, desk)
        await self._describe()
        self.query_one(StatementPane).scroll_home(animate=False)
        self.query_one(StatusLine).doing = ""
        self._tell("")
        self.show_pane("statement", focus=not self._wide)
        if self._wide:
            self._code.editor.focus()
        await self._code.remember()

    async def _describe(self) -> None:
        """Title, state and statement."""
        exercise, desk = self.exercise, self._ready_desk
        if exercise is not None:
            said = await self._reader.do(lambda: desk.described(exercise.id))
            self.query_one(TitleBar).conversation = said[language_of(self)]["title"]
            await self.query_one(StatementPane).show(said[language_of(self)])

    # -- panes -------------------------------------------------------------------------------------

    @property
    def pane(self) -> Pane:
        """The pane in which the learner is, or the one that was brought into sight."""
        return next(pane for pane in PANES if self.has_class(f"-on-{pane}"))

    def show_pane(self, pane: Pane, *, focus: bool = True) -> None:
        """Bring a pane into sight, and the focus into it."""
        if pane != "code":
            self._side = pane
        for each in PANES:
            self.set_class(each == pane, f"-on-{each}")
            self.set_class(each == self._side, f"-side-{each}")
        self.query_one("#all-tabs", PaneTabs).current = pane
        self.query_one("#side-tabs", PaneTabs).current = self._side
        if focus:
            self.query_one("#editor" if pane == "code" else f"#{pane}").focus()

    def on_pane_tabs_chosen(self, event: PaneTabs.Chosen) -> None:
        """A tab was clicked."""
        self.show_pane(next(pane for pane in PANES if pane == event.pane))

    def action_next_pane(self) -> None:
        """Statement, code, result, and again."""
        self.show_pane(PANES[(PANES.index(self.pane) + 1) % len(PANES)])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """A click into a pane makes it the current one, where several are in sight."""
        for pane in PANES if self._wide else ():
            if event.widget.id == ("editor" if pane == "code" else pane) and pane != self.pane:
                self.show_pane(pane, focus=False)

    # -- what is typed -----------------------------------------------------------------------------

    def on_code_pane_told(self, event: CodePane.Told) -> None:
        """Something about the file."""
        if not self.working:
            self._tell_words(event.words)

    def on_code_pane_paused(self) -> None:
        """Save at every pause."""
        self._meet_file()

    def on_screen_resume(self) -> None:
        """The file may have changed meanwhile."""
        self._meet_file()

    def _meet_file(self) -> None:
        self._later(self._code.save())

    async def stop(self) -> None:
        """Cancel what goes on; keep what is typed and where."""
        if self._work is not None:
            self._work.cancel()
        await self._code.save()
        await self._code.remember()

    def action_save(self) -> None:
        """Save now, and say where."""
        self._later(self._code.save_and_tell())

    def action_own_editor(self) -> None:
        """Open the file in the learner's editor, or say where it is."""
        self._later(self._code.edit_outside())

    # -- check and run -----------------------------------------------------------------------------

    @property
    def working(self) -> bool:
        """Whether a check or a run goes on."""
        return self._work is not None and not self._work.is_finished

    def action_check(self) -> None:
        """Check the program."""
        self._start("checking", self._check)

    def action_run(self) -> None:
        """Run the program by itself."""
        self._start("running", self._run)

    def action_back(self) -> None:
        """Cancel what goes on; with nothing, back to the code."""
        if self.working and self._work is not None:
            self._work.cancel()
        else:
            self._tell("")
            self.show_pane("code")

    def _start(self, name: str, work: OnExercise) -> None:
        if self.exercise is None or self._desk is None:
            return
        if self.working:
            self._tell("practice.status.busy")
        else:
            going = self._going(name, work(self.exercise, self._desk))
            self._work = self.run_worker(going, exit_on_error=False)

    async def _going(self, name: str, work: Work) -> None:
        """Something that takes a while: told below with its seconds, and ended by Escape."""
        bar = self.query_one(KeyBar)
        clock = self._clock(say(self, f"practice.status.{name}"))
        bar.answering = True
        try:
            await work
            self._tell("")
        except asyncio.CancelledError:
            self._tell(f"practice.status.{name}.cancelled")
            raise
        except Exception as error:  # noqa: BLE001 - the edge
            self._tell("")
            await self._result.show_problem(self._explained(error))
            self._show_result()
        finally:
            clock()
            bar.answering = False

    def _clock(self, said: str) -> Callable[[], None]:
        """Say something with the seconds that it has taken, unless something else is said; what ends it."""
        seconds, line = 0, self.query_one(StatusLine)
        line.words = said

        def tick() -> None:
            nonlocal seconds
            seconds += 1
            if line.words.startswith(said):
                line.words = say(self, "practice.status.seconds", words=said, seconds=seconds)

        return self.set_interval(1.0, tick).stop

    async def _check(self, exercise: OpenExercise, desk: Desk) -> None:
        await self._code.save()
        program = self._code.editor.text
        judged = await self._runner.do(lambda: desk.judge(exercise.id, program, self._hear))
        await self._result.show_report(await self._reader.do(lambda: desk.keep(judged)))
        await self._describe()
        self._show_result()

    async def _run(self, exercise: OpenExercise, desk: Desk) -> None:
        await self._code.save()
        program = self._code.editor.text
        await self._show_aside(await self._runner.do(lambda: desk.run(exercise.id, program, self._hear)))

    def _hear(self, template: str, **values: Any) -> None:
        """What is being prepared, told from the thread that waits for it."""
        said = explain(TutorError(template, **values), language_of(self))[1]
        with suppress(RuntimeError):  # the learner has quit
            self.app.call_from_thread(self._tell_while_working, said)

    # -- help --------------------------------------------------------------------------------------

    def action_hint(self) -> None:
        """The rung that the latest attempt has earned."""
        self._if_open(self._hint)

    def action_reveal(self) -> None:
        """Ask, then show the solution."""
        self._if_open(self._reveal)

    async def _hint(self, exercise: OpenExercise, desk: Desk) -> None:
        if why := await self._reader.do(lambda: desk.help_due(exercise.id)):
            self._tell(f"practice.status.{why}")
        else:
            await self._show_aside(await self._reader.do(lambda: desk.hint(exercise.id)))

    async def _reveal(self, exercise: OpenExercise, desk: Desk) -> None:
        if await self._reader.do(lambda: desk.help_due(exercise.id)) == "untried":
            self._tell("practice.status.untried")
            return
        question = ConfirmScreen(say(self, "practice.reveal.ask"), "practice.reveal.yes")
        if await self.app.push_screen_wait(question):
            await self._show_aside(await self._reader.do(lambda: desk.reveal(exercise.id)))
            await self._describe()

    # -- which exercise ----------------------------------------------------------------------------

    def action_exercises(self) -> None:
        """Choose another exercise."""
        self._if_open(self._choose)

    def action_next_exercise(self) -> None:
        """The exercise to do after this one."""
        self._if_open(self._next)

    async def _choose(self, exercise: OpenExercise, desk: Desk) -> None:
        lines = await self._reader.do(desk.lines)
        now = await self._reader.do(lambda: desk.following(""))
        chosen = await self.app.push_screen_wait(ExercisesScreen(lines, exercise.id, now))
        if chosen and chosen != exercise.id:
            await self._open_instead(chosen)

    async def _next(self, exercise: OpenExercise, desk: Desk) -> None:
        if following := await self._reader.do(lambda: desk.following(exercise.id)):
            await self._open_instead(following)
        else:
            self._tell("practice.status.only_one")

    async def _open_instead(self, exercise: str) -> None:
        if self._work is not None:
            self._work.cancel()
        await self._code.remember()
        await self.open(exercise)

    # -- inside ------------------------------------------------------------------------------------

    def _if_open(self, work: OnExercise) -> None:
        if self.exercise is not None and self._desk is not None:
            self._later(work(self.exercise, self._desk))

    def _later(self, work: Work) -> None:
        """Work in the background, whose failure is told."""
        self.run_worker(self._telling(work), exit_on_error=False)

    async def _telling(self, work: Work) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the edge
            title, said, hint = explain(self._explained(error), language_of(self))
            self.query_one(StatusLine).doing = ""
            self.notify(f"{said}\n{hint}".strip(), title=title, severity="error", markup=False)

    async def _show_aside(self, aside: Both) -> None:
        await self._result.show_aside(aside)
        if not self.working:
            self._tell("")
        self._show_result()

    def _show_result(self) -> None:
        self.show_pane("result", focus=not self._wide)

    def _tell(self, key: str, **values: object) -> None:
        self._tell_words(say(self, key, **values) if key else "")

    def _tell_words(self, words: str) -> None:
        self.query_one(StatusLine).words = words

    def _tell_while_working(self, words: str) -> None:
        if self.working:
            self._tell_words(words)

    @property
    def _wide(self) -> bool:
        return self.size.width >= WIDE

    @property
    def _ready_desk(self) -> Desk:
        assert self._desk is not None
        return self._desk

    @property
    def _code(self) -> CodePane:
        return self.query_one(CodePane)

    @property
    def _result(self) -> ResultPane:
        return self.query_one(ResultPane)
