"""What a folder's .gitignore leaves out (gitignore(5): order, negation, anchors, `*`, `**`, `?`, `[...]`)."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    negated: bool
    folders_only: bool


class Ignored:
    """The rules of one .gitignore.

    Args:
        lines: of the file.
    """

    def __init__(self, lines: list[str]) -> None:
        self._rules = [rule for line in lines if (rule := _rule(line))]

    @classmethod
    def of(cls, folder: Path) -> "Ignored":
        """The rules at the top of a folder; none when it has no .gitignore that can be read."""
        try:
            return cls((folder / ".gitignore").read_text("utf-8", errors="replace").splitlines())
        except OSError:
            return cls([])

    def covers(self, relative: str, *, folder: bool) -> bool:
        """Whether a path is left out; the last rule that fits decides.

        Args:
            relative: path below the folder, with `/` between its parts.
            folder: whether it is a folder.
        """
        ignored = False
        for rule in self._rules:
            if (folder or not rule.folders_only) and rule.pattern.fullmatch(relative):
                ignored = not rule.negated
        return ignored


def _rule(line: str) -> _Rule | None:
    line = line.rstrip()
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line.removeprefix("!").removeprefix("\\")
    body = line.rstrip("/")
    if not body:
        return None
    anchored = "/" in body
    expression = ("" if anchored else "(?:.*/)?") + _expression(body.lstrip("/"))
    try:
        return _Rule(re.compile(expression, re.DOTALL), negated, line.endswith("/"))
    except re.error:
        return None


_PIECE = re.compile(
    r"(?P<any>(?:^|(?<=/))\*\*/)|(?P<rest>/\*\*$)|(?P<star>\*+)|(?P<one>\?)|(?P<set>\[[^\]]+\])|(?P<char>.)"
)


def _expression(body: str) -> str:
    parts = []
    for piece in _PIECE.finditer(body):
        kind, text = piece.lastgroup, piece[0]
        if kind == "set":
            parts.append(text.replace("[!", "[^").replace("\\", "\\\\"))
        else:
            wild = {"any": "(?:.*/)?", "rest": "/.*", "star": "[^/]*", "one": "[^/]"}
            parts.append(wild.get(kind or "", re.escape(text)))
    return "".join(parts)
