"""Practice: the statement and what the tutor says on one side, the code on the other."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Literal, get_args

from textual import events
from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static, TextArea
from textual.worker import Worker

from knowledge_base.errors import TutorError
from tui.keys import bindings
from tui.outside import one_line
from tui.own_editor import edit, editor_command
from tui.practice_desk import Desk, Document, OpenExercise
from tui.screens.confirm import ConfirmScreen
from tui.screens.exercises import ExercisesScreen
from tui.spoken import follow_language, language_of, say
from tui.widgets.code_editor import CodeEditor
from tui.widgets.key_bar import KeyBar
from tui.widgets.lesson_text import LessonText
from tui.widgets.pane_tabs import PaneTabs
from tui.widgets.result_pane import ResultPane
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar
from tui.worker_thread import WorkerThread
from tutor.messages import explain, text

Pane = Literal["statement", "code", "result"]
PANES: tuple[Pane, ...] = get_args(Pane)
WIDE = 100  # columns from which the code stands beside the statement
SAVE_AFTER = 0.7  # seconds without a key, after which what was typed is saved
Work = Coroutine[Any, Any, None]


class PracticeScreen(Screen[None]):
    """One exercise at a time.

    Args:
        open_desk: gives the desk; cheap.
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
        self._exercise: OpenExercise | None = None
        self._work: Worker[None] | None = None
        self._saving: Timer | None = None
        self._side: Pane = "statement"

    def compose(self) -> ComposeResult:
        """Title, the side and the code, status, keys."""
        yield TitleBar("practice.none")
        yield PaneTabs(PANES, id="all-tabs")
        with Container(id="body"):
            with Vertical(id="side"):
                yield PaneTabs(("statement", "result"), id="side-tabs")
                with VerticalScroll(id="statement"):
                    yield Static(id="about", markup=False)
                    yield LessonText(id="statement-text")
                yield ResultPane(id="result")
            with Vertical(id="code"):
                yield Static(id="file", markup=False)
                yield CodeEditor(id="editor")
        yield StatusLine()
        yield KeyBar("practice")

    def on_mount(self) -> None:
        """Follow the language, and bring what lay open last."""
        follow_language(self, self.relabel)
        self.show_pane("statement", focus=False)
        self._editor.read_only = True
        self.query_one(StatusLine).doing = "practice.opening"
        self._later(self._begin())

    def relabel(self) -> None:
        """Write the exercise in the language of the screens."""
        if self._exercise is not None:
            self._later(self._describe())

    # -- opening -----------------------------------------------------------------------------------

    async def _begin(self) -> None:
        desk = await self._reader.do(self._open_desk)
        self._desk = desk
        first = await self._reader.do(desk.first)
        if first:
            await self._open(first)
        else:
            self._tell_status("practice.empty")

    async def _open(self, exercise: str) -> None:
        desk, language = self._ready_desk, language_of(self)
        await self._save()
        opened = await self._reader.do(lambda: desk.open(exercise, language))
        self._exercise = None  # nothing that is loaded now is a change of the learner's
        self._load(opened.text)
        self._editor.read_only = False
        self._editor.move_cursor(opened.cursor)
        self._exercise = opened
        await self._result.show_report(opened.report)
        await self._describe()
        self.query_one("#statement").scroll_home(animate=False)
        self.query_one(StatusLine).doing = ""
        self._tell_status("")
        self.show_pane("statement", focus=not self._wide)
        if self._wide:
            self._editor.focus()
        await self._remember()

    async def _describe(self) -> None:
        """Title, state and statement."""
        exercise, desk = self._exercise, self._ready_desk
        assert exercise is not None
        said = (await self._reader.do(lambda: desk.described(exercise.id)))[language_of(self)]
        self.query_one(TitleBar).conversation = said["title"]
        self.query_one("#about", Static).update(self._about(said))
        self.query_one("#file", Static).update(Content.styled(exercise.program.name, "$foreground-muted"))
        await self.query_one("#statement-text", LessonText).update(said["statement"])

    def _about(self, said: Document) -> Content:
        language = language_of(self)
        about = say(
            self,
            "practice.about",
            unit=said["unit_title"],
            level=text(f"practice.level.{said['level']}", language),
            minutes=said["minutes"],
            state=text(f"practice.state.{said['state']}", language),
        )
        skills = say(self, "practice.skills", skills=", ".join(said["skill_titles"]))
        return Content.styled(f"{one_line(about)}\n{one_line(skills)}", "$foreground-muted")

    # -- panes -------------------------------------------------------------------------------------

    @property
    def pane(self) -> Pane:
        """The pane that has the focus, or the one in sight where there is room for one."""
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

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """Save when the learner pauses."""
        if self._exercise is None:
            return
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVE_AFTER, lambda: self._later(self._save()))

    async def _save(self) -> None:
        """Bring the screen and the file together; whichever changed wins."""
        exercise, desk = self._exercise, self._desk
        if exercise is None or desk is None:
            return
        shown = self._editor.text
        try:
            met = await self._reader.do(lambda: desk.exchange(exercise.id, shown))
        except OSError as error:
            self._tell_status("practice.status.unsaved", problem=error.strerror or error)
            return
        if met.text != shown and self._editor.text == shown:
            self._load(met.text)
            self._tell_status("practice.status.reloaded")
        if met.other is not None:
            title, told = say(self, "practice.conflict.title"), say(self, "practice.conflict", path=met.other)
            self.notify(told, title=title, severity="warning", markup=False, timeout=15)

    async def _remember(self) -> None:
        exercise, desk = self._exercise, self._desk
        if exercise is not None and desk is not None:
            cursor = self._editor.cursor_location
            with suppress(OSError):  # only where the cursor was
                await self._reader.do(lambda: desk.remember(exercise.id, cursor))

    async def stop(self) -> None:
        """Cancel what goes on, and keep what is typed and where."""
        if self._work is not None:
            self._work.cancel()
        await self._save()
        await self._remember()

    def on_screen_resume(self) -> None:
        """The file may have changed meanwhile."""
        self._later(self._save())

    def on_app_focus(self) -> None:
        """Back from another window, perhaps an editor."""
        self._later(self._save())

    # -- check, run, help --------------------------------------------------------------------------

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

    def _start(self, name: str, work: Callable[[OpenExercise], Work]) -> None:
        if self._exercise is None:
            return
        if self.working:
            self._tell_status("practice.status.busy")
            return
        self._work = self.run_worker(self._going(name, work(self._exercise)), exit_on_error=False)

    async def _going(self, name: str, work: Work) -> None:
        """Something that takes a while: told below with its seconds, and ended by Escape."""
        bar, seconds = self.query_one(KeyBar), 0
        said = say(self, f"practice.status.{name}")
        self.query_one(StatusLine).words = said

        def tick() -> None:
            nonlocal seconds
            seconds += 1
            line = self.query_one(StatusLine)
            if line.words.startswith(said):
                line.words = say(self, "practice.status.seconds", words=said, seconds=seconds)

        clock = self.set_interval(1.0, tick)
        bar.answering = True
        try:
            await work
            self._tell_status("")
        except asyncio.CancelledError:
            self._tell_status(f"practice.status.cancelled{'' if name == 'checking' else '_run'}")
            raise
        except Exception as error:  # noqa: BLE001 - the edge
            self._tell_status("")
            await self._result.show_problem(self._explained(error))
            self.show_pane("result", focus=not self._wide)
        finally:
            clock.stop()
            bar.answering = False

    async def _check(self, exercise: OpenExercise) -> None:
        desk = self._ready_desk
        await self._save()
        program = self._editor.text
        judged = await self._runner.do(lambda: desk.judge(exercise.id, program, self._hear))
        report = await self._reader.do(lambda: desk.keep(judged))
        await self._result.show_report(report)
        await self._describe()
        self.show_pane("result", focus=not self._wide)

    async def _run(self, exercise: OpenExercise) -> None:
        desk = self._ready_desk
        await self._save()
        program = self._editor.text
        run = await self._runner.do(lambda: desk.run(exercise.id, program, self._hear))
        await self._result.show_aside(run)
        self.show_pane("result", focus=not self._wide)

    def _hear(self, template: str, **values: Any) -> None:
        """What is being prepared, told from the thread that waits for it."""
        said = explain(TutorError(template, **values), language_of(self))[1]
        with suppress(RuntimeError):  # the learner has quit
            self.app.call_from_thread(self._tell_words, said)

    def action_hint(self) -> None:
        """The rung that the latest attempt has earned."""
        self._later(self._hint())

    async def _hint(self) -> None:
        exercise, desk = self._exercise, self._desk
        if exercise is None or desk is None:
            return
        if why := await self._reader.do(lambda: desk.help_due(exercise.id)):
            self._tell_status(f"practice.status.{why}")
            return
        await self._result.show_aside(await self._reader.do(lambda: desk.hint(exercise.id)))
        self._tell_status("")
        self.show_pane("result", focus=not self._wide)

    def action_reveal(self) -> None:
        """Ask, then show the solution."""
        self._later(self._reveal())

    async def _reveal(self) -> None:
        exercise, desk = self._exercise, self._desk
        if exercise is None or desk is None:
            return
        if await self._reader.do(lambda: desk.help_due(exercise.id)) == "untried":
            self._tell_status("practice.status.untried")
            return
        question = ConfirmScreen(say(self, "practice.reveal.ask"), "practice.reveal.yes")
        if await self.app.push_screen_wait(question):
            await self._result.show_aside(await self._reader.do(lambda: desk.reveal(exercise.id)))
            await self._describe()
            self.show_pane("result", focus=not self._wide)

    # -- which exercise ----------------------------------------------------------------------------

    def action_exercises(self) -> None:
        """Choose another exercise."""
        self._later(self._choose())

    async def _choose(self) -> None:
        desk, exercise = self._desk, self._exercise
        if desk is None or exercise is None:
            return
        lines = await self._reader.do(desk.lines)
        now = await self._reader.do(lambda: desk.following(""))
        chosen = await self.app.push_screen_wait(ExercisesScreen(lines, exercise.id, now))
        if chosen and chosen != exercise.id:
            await self._open_instead(chosen)

    def action_next_exercise(self) -> None:
        """The exercise to do after this one."""
        self._later(self._next())

    async def _next(self) -> None:
        desk, exercise = self._desk, self._exercise
        if desk is None or exercise is None:
            return
        following = await self._reader.do(lambda: desk.following(exercise.id))
        if following:
            await self._open_instead(following)
        else:
            self._tell_status("practice.status.only_one")

    async def _open_instead(self, exercise: str) -> None:
        if self._work is not None:
            self._work.cancel()
        await self._remember()
        await self._open(exercise)

    # -- the learner's own editor ------------------------------------------------------------------

    def action_own_editor(self) -> None:
        """Open the file in the learner's editor, or say where it is."""
        self._later(self._edit())

    async def _edit(self) -> None:
        exercise = self._exercise
        if exercise is None:
            return
        await self._save()
        command = editor_command()
        if not command:
            self._show_folder(exercise)
            return
        try:
            with self.app.suspend():
                edit(command, exercise.program)
        except (OSError, SuspendNotSupported) as error:
            problem = say(self, "practice.editor.failed", command=command[0], problem=error)
            self.notify(problem, severity="warning", markup=False)
            self._show_folder(exercise)
        self.refresh()
        await self._save()

    def _show_folder(self, exercise: OpenExercise) -> None:
        self.app.copy_to_clipboard(str(exercise.program))
        title = say(self, "practice.folder.title")
        told = say(self, "practice.folder", path=exercise.program)
        self.notify(told, title=title, markup=False, timeout=20)

    def action_save(self) -> None:
        """Save now, and say where."""
        self._later(self._save_and_tell())

    async def _save_and_tell(self) -> None:
        if self._exercise is not None:
            self._tell_status("practice.status.saved", path=self._exercise.program)
            await self._save()

    # -- back --------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Cancel what goes on; with nothing, back to the code."""
        if self.working and self._work is not None:
            self._work.cancel()
        else:
            self._tell_status("")
            self.show_pane("code")

    # -- inside ------------------------------------------------------------------------------------

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

    def _load(self, program: str) -> None:
        cursor = self._editor.cursor_location
        self._editor.load_text(program)
        self._editor.move_cursor(cursor)

    def _tell_status(self, key: str, **values: object) -> None:
        self._tell_words(say(self, key, **values) if key else "")

    def _tell_words(self, words: str) -> None:
        self.query_one(StatusLine).words = words

    @property
    def _wide(self) -> bool:
        return self.size.width >= WIDE

    @property
    def _ready_desk(self) -> Desk:
        assert self._desk is not None
        return self._desk

    @property
    def _editor(self) -> CodeEditor:
        return self.query_one(CodeEditor)

    @property
    def _result(self) -> ResultPane:
        return self.query_one(ResultPane)
