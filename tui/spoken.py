"""The language of the screens: one reactive value that every label follows."""

from collections.abc import Callable

from textual.app import App
from textual.dom import DOMNode
from textual.reactive import reactive

from knowledge_base.documents import Language
from tutor.messages import text


class SpokenApp(App[int]):
    """An app whose labels are in Spanish or English and change at once."""

    language: reactive[Language] = reactive("es", init=False)


def language_of(node: DOMNode) -> Language:
    """The language of the screens that `node` is part of."""
    app = node if isinstance(node, SpokenApp) else node.app
    assert isinstance(app, SpokenApp)
    return app.language


def say(node: DOMNode, key: str, **values: object) -> str:
    """The text of `app.<key>` in the language of the screens."""
    return text(f"app.{key}", language_of(node), **values)


def follow_language(node: DOMNode, relabel: Callable[[], None]) -> None:
    """Call `relabel` now and whenever the language of the screens changes."""
    node.watch(node.app, "language", relabel)
