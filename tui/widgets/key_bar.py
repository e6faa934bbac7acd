"""The last line: the keys that matter now, each one clickable; what does not fit is left out."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.keys import KEYS, Key, Where, bar, cancel
from tui.spoken import follow_language, say

_GAP = "  "


class KeyBar(Widget):
    """Keys from the key map, in the language of the screens.

    Args:
        place: whose keys stand beside those of the app.

    Attributes:
        answering: whether cancelling comes first.
    """

    answering: reactive[bool] = reactive(False)

    def __init__(self, place: Where = "chat") -> None:
        super().__init__()
        self._keys = bar(place)
        self._cancel = cancel(place)

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it in the language of the screens."""
        self.refresh()

    def render(self) -> RenderResult:
        """As many keys as there is room for."""
        items: list[Content] = []
        room = self.content_size.width
        for key in (self._cancel, *self._keys) if self.answering else self._keys:
            item = self._item(key)
            room -= len(item) + (len(_GAP) if items else 0)
            if room < 0:
                break
            items.append(item)
        return Content(_GAP).join(items)

    async def action_press(self, name: str) -> None:
        """Do what a clicked key does."""
        key = next(key for key in KEYS if key.id == name)
        namespace = self.app if key.where == "app" else self.screen
        await self.app.run_action(key.action, namespace)

    def _item(self, key: Key) -> Content:
        pressed = Style.from_meta({"@click": f"press('{key.id}')"})
        display = key.display.replace("Ctrl+", "^")
        words = Content.assemble((display, "bold $primary"), " ", say(self, f"bar.{key.id}"))
        return words.stylize(pressed)
