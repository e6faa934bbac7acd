"""The learner's program: the editor, its file, and the learner's own editor beside them."""

from contextlib import suppress

from textual.app import ComposeResult, SuspendNotSupported
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tui.own_editor import edit, editor_command
from tui.practice_desk import Desk, OpenExercise
from tui.spoken import say
from tui.widgets.code_editor import CodeEditor
from tui.worker_thread import WorkerThread

SAVE_AFTER = 0.7  # seconds without a key, after which what was typed is saved
LONG_NOTICE = 20  # seconds that a notice with a path stays


class CodePane(Vertical):
    """Keeps the editor and the file the same.

    Args:
        reader: the thread in which files are read and written.

    Attributes:
        exercise: whose program it is; None until one lies open.
    """

    class Told(Message):
        """Something to say in the status line.

        Attributes:
            words: in the language of the screens.
        """

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Paused(Message):
        """The learner has stopped typing."""

    def __init__(self, reader: WorkerThread, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.exercise: OpenExercise | None = None
        self._desk: Desk | None = None
        self._reader = reader
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """The file's name above the editor."""
        yield Static(id="file", markup=False)
        yield CodeEditor(id="editor")

    def on_mount(self) -> None:
        """Nothing can be typed before there is a file to keep it in."""
        self.editor.read_only = True

    @property
    def editor(self) -> CodeEditor:
        """Where the learner writes."""
        return self.query_one(CodeEditor)

    def open(self, exercise: OpenExercise, desk: Desk) -> None:
        """Show another program, where the learner left it."""
        self.exercise = None  # what is loaded now is no change of the learner's
        self._desk = desk
        self.query_one("#file", Static).update(Content.styled(exercise.program.name, "$foreground-muted"))
        self.editor.load_text(exercise.text)
        self.editor.move_cursor(exercise.cursor)
        self.editor.read_only = False
        self.exercise = exercise

    # -- the file ----------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Ask to be saved when the learner pauses."""
        event.stop()
        if self.exercise is None:
            return
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(SAVE_AFTER, lambda: self.post_message(self.Paused()))

    async def save(self) -> None:
        """Bring the editor and the file together; whichever changed wins."""
        exercise, desk = self.exercise, self._desk
        if exercise is None or desk is None:
            return
        shown = self.editor.text
        try:
            met = await self._reader.do(lambda: desk.exchange(exercise.id, shown))
        except OSError as error:
            self._tell("practice.status.unsaved", problem=error.strerror or error)
            return
        if met.text != shown and self.editor.text == shown:
            self._take_over(met.text)
        if met.other is not None:
            told = say(self, "practice.conflict", path=met.other)
            title = say(self, "practice.conflict.title")
            self.notify(told, title=title, severity="warning", markup=False, timeout=LONG_NOTICE)

    async def save_and_tell(self) -> None:
        """Save, and say where."""
        if self.exercise is not None:
            self._tell("practice.status.saved", path=self.exercise.program)
            await self.save()

    async def remember(self) -> None:
        """Keep which program lies open, and where the cursor is."""
        exercise, desk = self.exercise, self._desk
        if exercise is not None and desk is not None:
            cursor = self.editor.cursor_location
            with suppress(OSError):  # it is only a place
                await self._reader.do(lambda: desk.remember(exercise.id, cursor))

    def _take_over(self, program: str) -> None:
        """What another editor wrote; it can be undone."""
        cursor = self.editor.cursor_location
        self.editor.replace(program, (0, 0), self.editor.document.end)
        self.editor.move_cursor(cursor)
        self._tell("practice.status.reloaded")

    # -- the learner's own editor ------------------------------------------------------------------

    async def edit_outside(self) -> None:
        """Open the file in the learner's editor, or say where it is."""
        if self.exercise is None:
            return
        await self.save()
        command = editor_command()
        if command and self._ran(command, self.exercise):
            self.app.refresh()
            await self.save()
        else:
            self._say_where(self.exercise)

    def _ran(self, command: list[str], exercise: OpenExercise) -> bool:
        try:
            with self.app.suspend():
                edit(command, exercise.program)
        except (OSError, SuspendNotSupported) as error:
            told = say(self, "practice.editor.failed", command=command[0], problem=error)
            self.notify(told, severity="warning", markup=False)
            return False
        return True

    def _say_where(self, exercise: OpenExercise) -> None:
        self.app.copy_to_clipboard(str(exercise.program))
        told = say(self, "practice.folder", path=exercise.program)
        self.notify(told, title=say(self, "practice.folder.title"), markup=False, timeout=LONG_NOTICE)

    def _tell(self, key: str, **values: object) -> None:
        self.post_message(self.Told(say(self, key, **values)))
