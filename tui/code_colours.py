"""Python in the colours of the theme, found by Pygments: no grammar has to be compiled or downloaded."""

from pygments.token import Token
from rich.color import ColorParseError
from rich.style import Style
from textual.content import Content
from textual.highlight import HighlightTheme, TokenType, highlight

Coloured = tuple[int, int, str]  # start and end in characters, and a style of the theme


class CodeColours(HighlightTheme):
    """Few colours: what the language says, what is literal, what is defined here."""

    STYLES: dict[TokenType, str] = {  # noqa: RUF012 - Textual's name and type
        Token.Comment: "$foreground-muted italic",
        Token.Error: "$error",
        Token.Keyword: "$primary",
        Token.Keyword.Constant: "$warning",
        Token.Literal.Number: "$warning",
        Token.Literal.String: "$success",
        Token.Literal.String.Doc: "$success italic",
        Token.Name.Builtin: "$secondary",
        Token.Name.Builtin.Pseudo: "$foreground italic",
        Token.Name.Decorator: "$secondary",
        Token.Name.Exception: "$secondary",
        Token.Name.Function: "$foreground bold",
        Token.Name.Class: "$foreground bold",
        Token.Operator.Word: "$primary",
    }


def coloured(code: str) -> Content:
    """A program, for a label."""
    return highlight(code, language="python", theme=CodeColours)


def coloured_lines(code: str) -> list[list[Coloured]]:
    """What is coloured in each line of a program."""
    starts = _starts(code)
    lines: list[list[Coloured]] = [[] for _ in starts]
    line = 0
    for span in coloured(code).spans:
        if not isinstance(span.style, str) or span.style == "$text":
            continue
        while line + 1 < len(starts) and starts[line + 1] <= span.start:
            line += 1
        _spread(lines, starts, line, (span.start, span.end, span.style))
    return lines


def resolved(style: str, variables: dict[str, str]) -> Style:
    """A style of the theme (`$primary italic`) as the editor draws it."""
    colour, *marks = style.split()
    try:
        return Style(
            color=variables.get(colour.removeprefix("$")), italic="italic" in marks, bold="bold" in marks
        )
    except ColorParseError:  # a theme whose colours are those of the terminal
        return Style(italic="italic" in marks, bold="bold" in marks)


def _starts(code: str) -> list[int]:
    starts = [0]
    for line in code.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts[:-1]


def _spread(lines: list[list[Coloured]], starts: list[int], line: int, span: Coloured) -> None:
    """Put a span into each line that it reaches."""
    start, end, style = span
    while line < len(starts) and starts[line] < end:
        first = max(start - starts[line], 0)
        last = end - starts[line]
        if last > first:
            lines[line].append((first, last, style))
        line += 1
