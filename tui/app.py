"""The Textual app. It paints its first frame before anything heavy is imported."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tui.defects import as_tutor_error
from tui.keys import Where, bindings
from tui.palette import TutorPalette
from tui.screens.chat import ChatScreen
from tui.screens.help import HelpScreen
from tui.spoken import SpokenApp, say
from tui.terminal_keys import keep_alt_digits
from tui.themes import DARK, LIGHT, THEMES
from tui.tutor_port import OpenTutor, TutorPort
from tui.warming import Warming
from tutor import clock
from tutor.messages import explain, keys

if TYPE_CHECKING:
    from tui.practice_desk import Desk
    from tui.quiz_desk import QuizDesk
    from tui.screens.practice import PracticeScreen
    from tui.screens.quiz import QuizScreen


class TutorApp(SpokenApp):
    """The tutor on the screen.

    Args:
        open_tutor: gives the tutor; cheap, and called again after it has failed.
        now: the clock.
    """

    TITLE = "Tutor"
    BINDINGS = bindings("app")
    DEFAULT_MODE = "chat"

    def __init__(self, open_tutor: OpenTutor, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__()
        self._open_tutor = open_tutor
        self._now = now
        self._tutor: TutorPort | None = None
        self._warming: Warming | None = None
        self._problem: TutorError | None = None
        self._practice: PracticeScreen | None = None
        self._quiz: QuizScreen | None = None
        self.add_mode("chat", self._chat_screen)
        self.add_mode("practice", self._practice_screen)
        self.add_mode("quiz", self._quiz_screen)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK.name
        try:
            self.set_reactive(SpokenApp.language, self._opened().language)
        except TutorError as error:
            self._problem = error

    def on_mount(self) -> None:
        """After the first frame, get ready."""
        self.call_after_refresh(self._start)

    def _chat_screen(self) -> ChatScreen:
        return ChatScreen(self._wait_ready, self._is_ready, self._explained, self._now)

    def _practice_screen(self) -> "PracticeScreen":
        from tui.screens.practice import PracticeScreen

        self._practice = PracticeScreen(self._open_desk, self._explained)
        return self._practice

    def _open_desk(self) -> "Desk":
        from tui.practice_desk import Desk

        return Desk(self._opened())

    def _quiz_screen(self) -> "QuizScreen":
        from tui.screens.quiz import QuizScreen

        self._quiz = QuizScreen(self._open_quiz_desk, self._explained, self.practise)
        return self._quiz

    def _open_quiz_desk(self) -> "QuizDesk":
        from tui.quiz_desk import QuizDesk

        return QuizDesk(self._opened())

    async def practise(self, exercise: str) -> None:
        """Go to the practice screen, with an exercise open."""
        await self.switch_mode("practice")
        assert self._practice is not None
        self._practice.wish(exercise)

    # -- getting ready -----------------------------------------------------------------------------

    def _start(self) -> None:
        self.run_worker(self._warm(), name="warming", exit_on_error=False)

    async def _warm(self) -> None:
        try:
            await self._wait_ready()
        except Exception as error:  # noqa: BLE001 - the edge: the app lives on without a tutor
            self._chat.heard("status.failed")
            await self._chat.show_problem(self._explained(error))

    def _opened(self) -> TutorPort:
        if self._tutor is None:
            tutor = self._open_tutor()
            self._warming = Warming(tutor.warm, self._heard)
            self._tutor = tutor
        return self._tutor

    async def _wait_ready(self) -> TutorPort:
        tutor = self._opened()
        assert self._warming is not None
        await self._warming.wait()
        return tutor

    def _is_ready(self) -> bool:
        return self._warming is not None and self._warming.ready

    def _heard(self, key: str) -> None:
        """A report of `warm`, by the key of what is being prepared."""
        if not self.screen_stack:
            return  # the learner has quit meanwhile
        known = f"app.{key}" in keys(self.language)
        self._chat.heard("" if key == "warm.ready" else key if known else "warm.other")

    def _explained(self, error: Exception) -> TutorError:
        return as_tutor_error(error, self._tutor.home if self._tutor else None)

    @property
    def _chat(self) -> ChatScreen:
        screen = self.get_screen_stack("chat")[0]
        assert isinstance(screen, ChatScreen)
        return screen

    # -- what the learner does ---------------------------------------------------------------------

    async def action_quit(self) -> None:
        """Leave; a turn that is going on is kept as cancelled, and what is typed is saved."""
        await self._chat.stop()
        if self._practice is not None:
            await self._practice.stop()
        if self._quiz is not None:
            await self._quiz.stop()
        said = ""
        if self._tutor is not None and self._is_ready():
            try:
                await self._tutor.aclose()
            except TutorError as error:
                said = "\n".join(explain(error, self.language)[1:])
        self.exit(0, message=said or None)

    def action_help(self) -> None:
        """Keys and commands."""
        if not isinstance(self.screen, HelpScreen):
            places: dict[object, Where] = {self._practice: "practice", self._quiz: "quiz"}
            self.push_screen(HelpScreen(places.get(self.screen, "app")))

    def action_switch_language(self) -> None:
        """The other language, for all screens, remembered."""
        self.language = "en" if self.language == "es" else "es"
        try:
            self._remember(self.language)
        except TutorError as error:
            self._show(error)
        except OSError as error:
            self._show(as_tutor_error(error, None))

    def action_switch_theme(self) -> None:
        """From dark to light, and back."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def action_command_palette(self) -> None:
        """All commands, in the learner's language."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(TutorPalette(self, say(self, "palette.placeholder")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands of the palette."""
        if isinstance(screen, ChatScreen):
            yield self._command("new", screen.action_new_thread)
            yield self._command("threads", screen.action_threads)
            yield self._command("sources", screen.action_sources)
            yield self._command("practice", lambda: self.switch_mode("practice"))
            yield self._command("quiz", lambda: self.switch_mode("quiz"))
        if screen is self._practice:
            yield from self._practice_commands(self._practice)
        if screen is self._quiz:
            yield from self._quiz_commands(self._quiz)
        yield self._command("language", self.action_switch_language)
        yield self._command("theme", self.action_switch_theme)
        yield self._command("help", self.action_help)
        yield self._command("quit", self.action_quit)

    def _practice_commands(self, screen: "PracticeScreen") -> Iterable[SystemCommand]:
        yield self._command("check", screen.action_check)
        yield self._command("run", screen.action_run)
        yield self._command("hint", screen.action_hint)
        yield self._command("reveal", screen.action_reveal)
        yield self._command("exercises", screen.action_exercises)
        yield self._command("next_exercise", screen.action_next_exercise)
        yield self._command("own_editor", screen.action_own_editor)
        yield self._command("quiz", lambda: self.switch_mode("quiz"))
        yield self._command("chat", lambda: self.switch_mode("chat"))

    def _quiz_commands(self, screen: "QuizScreen") -> Iterable[SystemCommand]:
        yield self._command("quiz_passage", screen.action_passage)
        yield self._command("quiz_later", screen.action_later)
        yield self._command("practice", lambda: self.switch_mode("practice"))
        yield self._command("chat", lambda: self.switch_mode("chat"))

    def _command(self, name: str, run: Callable[[], object]) -> SystemCommand:
        return SystemCommand(say(self, f"command.{name}"), say(self, f"command.{name}.help"), run)

    def _remember(self, language: Language) -> None:
        from tutor.settings import load_settings, save_settings

        if self._tutor is not None:
            load_settings(self._tutor.home)  # a file that cannot be read is told of, and not written
            save_settings(self._tutor.home, {"language": language})

    def _show(self, error: TutorError) -> None:
        title, message, hint = explain(error, self.language)
        self.notify(f"{message}\n{hint}".strip(), title=title, severity="error", markup=False)


def run(home: Path | None = None) -> int:
    """Open the app and stay until the learner leaves; the exit code.

    Args:
        home: the tutor's folder; the platform's by default.
    """
    from tutor.app import open_tutor

    keep_alt_digits()
    app = TutorApp(lambda: open_tutor(home))
    app.run()
    return app.return_code or 0
