"""One quiet line under an answer: which bar means whose words."""

from textual.content import Content
from textual.widgets import Static

from knowledge_base.citations import Answer
from tui.outside import one_line
from tui.spoken import follow_language, say

SOURCE_BAR, MODEL_BAR = "▌", "╎"


class Legend(Static):
    """Explains the bars that are in the answer above."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(markup=False, classes="legend")
        self._origins = {sentence.origin for sentence in answer.sentences}
        self._model = one_line(answer.model or "")

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        parts = []
        if "source" in self._origins:
            parts.append(Content.assemble((SOURCE_BAR, "$primary"), " ", say(self, "legend.source")))
        if "model" in self._origins:
            words = (
                say(self, "legend.model", model=self._model)
                if self._model
                else say(self, "legend.some_model")
            )
            parts.append(Content(f"{MODEL_BAR} ") + Content(words))
        self.update(Content("   ").join(parts))
