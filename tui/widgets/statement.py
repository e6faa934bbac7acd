"""What an exercise asks for, with what it is about above it."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.outside import one_line
from tui.practice_desk import Document
from tui.spoken import language_of, say
from tui.widgets.lesson_text import LessonText
from tutor.messages import text


class StatementPane(VerticalScroll):
    """A statement that scrolls."""

    def compose(self) -> ComposeResult:
        """Unit, level, time and skills; then the statement."""
        yield Static(id="about", markup=False)
        yield LessonText(id="statement-text")

    async def show(self, said: Document) -> None:
        """Show an `exercise_document`."""
        self.query_one("#about", Static).update(self._about(said))
        await self.query_one(LessonText).update(said["statement"])

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
