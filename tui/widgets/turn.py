"""One turn of the conversation: what the learner asked, and the answer."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.plain_text import plain_text
from tui.spoken import follow_language, say
from tui.widgets.answer import AnswerView

SHOWN_CHARACTERS = 600
SHOWN_LINES = 12


class Question(Static):
    """What the learner wrote; of a very long text, the beginning and how much more there is."""

    def __init__(self, text: str) -> None:
        super().__init__(markup=False, classes="question")
        self.text = text

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Show it."""
        beginning, more = _beginning(plain_text(self.text).strip())
        content = Content(beginning)
        if more:
            content += Content.styled(" … " + say(self, "question.more", words=more), "$foreground-muted")
        self.update(content)


class TurnView(Vertical):
    """A question with its answer."""

    def __init__(self, question: str) -> None:
        super().__init__(classes="turn")
        self.question = question
        self.answer = AnswerView()

    def compose(self) -> ComposeResult:
        """Question above, answer below."""
        yield Question(self.question)
        yield self.answer


def _beginning(text: str) -> tuple[str, int]:
    """The first lines and characters of a text, and how many words are left out."""
    beginning = "\n".join(text.split("\n")[:SHOWN_LINES])
    if len(beginning) > SHOWN_CHARACTERS:
        beginning = beginning[:SHOWN_CHARACTERS].rsplit(maxsplit=1)[0]
    return beginning, len(text[len(beginning) :].split())
