"""The first thing a learner sees: what this is, and three questions to begin with."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.spoken import follow_language, say
from tui.widgets.choices import Choice, Choices

EXAMPLES = 3


class Welcome(Vertical):
    """A greeting with example questions that the first unit answers."""

    def compose(self) -> ComposeResult:
        """Greeting, what the tutor does, examples, how to choose."""
        yield Static(id="welcome-title", markup=False)
        yield Static(id="welcome-text", markup=False)
        yield Static(id="welcome-try", markup=False)
        yield Choices(id="examples")
        yield Static(id="welcome-how", markup=False)

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        for part in ("title", "text", "try", "how"):
            self.query_one(f"#welcome-{part}", Static).update(Content(say(self, f"welcome.{part}")))
        questions = [say(self, f"welcome.example_{number}") for number in range(1, EXAMPLES + 1)]
        self.query_one(Choices).offer([Choice(question, question) for question in questions])
