"""The key map: every key of the app, once. Screens bind from it; key bar, help and docs show it."""

from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding, BindingType

Where = Literal[
    "app", "chat", "prompt", "list", "passage", "threads", "practice", "exercises", "quiz", "answer",
    "confirm", "help",
]  # fmt: skip


@dataclass(frozen=True)
class Key:
    """A key and what it does.

    Attributes:
        id: stable name, for remapping; `app.key.<id>` in the catalogue says what it does.
        where: the screen or widget that has it.
        keys: as Textual names them, separated by commas.
        action: the action it runs.
        display: how it is written for people.
        bar: place in the key bar, from 1; 0 keeps it out.
        priority: whether it comes before what the focused widget would do with it.
    """

    id: str
    where: Where
    keys: str
    action: str
    display: str
    bar: int = 0
    priority: bool = False


KEYS: tuple[Key, ...] = (
    Key("quit", "app", "ctrl+q", "quit", "Ctrl+Q", 6, True),
    Key("palette", "app", "ctrl+p", "command_palette", "Ctrl+P", 4, True),
    Key("help", "app", "f1", "help", "F1", 1),
    Key("language", "app", "f2", "switch_language", "F2", 7),
    Key("sources", "chat", "f3", "sources", "F3", 2),
    Key("practice", "chat", "f4", "app.switch_mode('practice')", "F4", 2),
    Key("quiz", "chat", "f5", "app.switch_mode('quiz')", "F5", 2),
    Key("threads", "chat", "ctrl+t", "threads", "Ctrl+T", 3),
    Key("new", "chat", "ctrl+n", "new_thread", "Ctrl+N", 5),
    Key("cancel", "chat", "escape", "back", "Esc"),
    Key("interrupt", "chat", "ctrl+c", "interrupt", "Ctrl+C"),
    *(
        Key(f"choose_{number}", "chat", f"alt+{number}", f"choose({number})", f"Alt+{number}", priority=True)
        for number in range(1, 10)
    ),
    Key("send", "prompt", "enter", "submit", "Enter"),
    Key("newline", "prompt", "shift+enter,ctrl+j", "newline", "Shift+Enter, Ctrl+J"),
    Key("earlier", "prompt", "up", "cursor_up", "↑"),
    Key("later", "prompt", "down", "cursor_down", "↓"),
    Key("complete", "prompt", "tab", "complete", "Tab"),
    Key("page_up", "prompt", "pageup", "scroll_chat(-1)", "PgUp"),
    Key("page_down", "prompt", "pagedown", "scroll_chat(1)", "PgDn"),
    Key("prompt_help", "prompt", "question_mark", "help_when_empty", "?"),
    *(Key(f"pick_{number}", "list", str(number), f"pick({number})", str(number)) for number in range(1, 10)),
    Key("pick", "list", "enter", "select", "Enter"),
    Key("close_passage", "passage", "escape,q", "close", "Esc, Q"),
    Key("open_link", "passage", "o", "open_link", "O"),
    Key("copy_path", "passage", "c", "copy_path", "C"),
    Key("passage_up", "passage", "up,k", "scroll('up')", "↑, K"),
    Key("passage_down", "passage", "down,j", "scroll('down')", "↓, J"),
    Key("passage_page_up", "passage", "pageup", "scroll('page_up')", "PgUp"),
    Key("passage_page_down", "passage", "pagedown,space", "scroll('page_down')", "PgDn, Space"),
    Key("open_thread", "threads", "enter", "open", "Enter"),
    Key("new_from_list", "threads", "n,ctrl+n", "new", "N, Ctrl+N"),
    Key("delete_thread", "threads", "d,delete", "delete", "D, Delete"),
    Key("close_threads", "threads", "escape,ctrl+t", "close", "Esc, Ctrl+T"),
    Key("chat", "practice", "f4", "app.switch_mode('chat')", "F4", 2),
    Key("check", "practice", "f5", "check", "F5", 2, True),
    Key("run_program", "practice", "f6", "run", "F6", 2, True),
    Key("hint", "practice", "f7", "hint", "F7", 2, True),
    Key("pane", "practice", "f3", "next_pane", "F3", 3),
    Key("exercises", "practice", "ctrl+t", "exercises", "Ctrl+T", 3),
    Key("next_exercise", "practice", "ctrl+n", "next_exercise", "Ctrl+N", 3),
    Key("reveal", "practice", "f8", "reveal", "F8", 4),
    Key("own_editor", "practice", "f9", "own_editor", "F9", 4),
    Key("save", "practice", "ctrl+s", "save", "Ctrl+S"),
    Key("stop", "practice", "escape", "back", "Esc"),
    Key("open_exercise", "exercises", "enter", "open", "Enter"),
    Key("close_exercises", "exercises", "escape,ctrl+t", "close", "Esc, Ctrl+T"),
    Key("quiz_chat", "quiz", "f5", "app.switch_mode('chat')", "F5", 2),
    Key("quiz_passage", "quiz", "f3", "passage", "F3", 2),
    Key("quiz_later", "quiz", "ctrl+n", "later", "Ctrl+N", 3),
    Key("quiz_stop", "quiz", "escape", "back", "Esc", 2),
    Key("quiz_page_up", "quiz", "pageup", "scroll(-1)", "PgUp", priority=True),
    Key("quiz_page_down", "quiz", "pagedown", "scroll(1)", "PgDn", priority=True),
    Key("give", "answer", "enter", "give", "Enter"),
    Key("answer_newline", "answer", "shift+enter,ctrl+j", "newline", "Shift+Enter, Ctrl+J"),
    Key("confirm_no", "confirm", "escape,n", "answer(False)", "Esc, N"),
    Key("confirm_yes", "confirm", "y,s", "answer(True)", "Y, S"),
    Key("close_help", "help", "escape,f1,q", "close", "Esc, F1, Q"),
    Key("help_up", "help", "up,k", "scroll('up')", "↑, K"),
    Key("help_down", "help", "down,j", "scroll('down')", "↓, J"),
    Key("help_page_up", "help", "pageup", "scroll('page_up')", "PgUp"),
    Key("help_page_down", "help", "pagedown,space", "scroll('page_down')", "PgDn, Space"),
)

# The key that ends what goes on.
CANCELS: dict[Where, str] = {"chat": "cancel", "practice": "stop", "quiz": "quiz_stop"}


def bar(where: Where) -> tuple[Key, ...]:
    """The keys of the key bar of a screen, the most needed first."""
    shown = (key for key in KEYS if key.bar and key.where in ("app", where))
    return tuple(sorted(shown, key=lambda key: key.bar))


def cancel(where: Where) -> Key:
    """The key that ends what goes on there."""
    return next(key for key in KEYS if key.id == CANCELS[where])


def bindings(where: Where) -> list[BindingType]:
    """What a screen or widget binds."""
    return [
        Binding(key.keys, key.action, key.id, show=False, priority=key.priority, id=key.id)
        for key in KEYS
        if key.where == where
    ]


def described(where: Where) -> list[tuple[str, str]]:
    """How each key is written and its id in the catalogue; numbered families are one line."""
    lines: list[tuple[str, str]] = []
    for key in KEYS:
        family, _, number = key.id.rpartition("_")
        if key.where == where and not number.isdigit():
            lines.append((key.display, key.id))
        elif key.where == where and number == "1":
            lines.append((f"{key.display} … {key.display.replace('1', '9')}", family + "_n"))
    return lines
