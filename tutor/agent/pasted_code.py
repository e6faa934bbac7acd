"""Code in what a learner writes: a fenced block, or bare lines that are Python, with the words around it."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 200_000  # characters that are looked through
_PYTHON = {"", "python", "py", "python3", "ipython", "pycon", "ipython3", "jupyter"}
_FENCE = re.compile(
    r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w+.-]*)[^\n`]*\n(.*?)(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.M | re.S
)
_INLINE_FENCE = re.compile(r"```(?:python|py)?[ \t]*([^`\n]+?)[ \t]*```")
_PROMPT = re.compile(r"^(?:>>> ?|\.\.\. ?|In \[\d+\]: ?)", re.M)
_BEGINS = re.compile(
    r"^(?:@\w|(?:async )?def \w+\s*\(|class \w+\s*[:(]|import \w[\w.]*(?:\s+as\s|\s*,|\s*$)"
    r"|from \w[\w.]* import |for .+ in .+:|while .+:|if .+:\s*(?:$|\w+ ?[=(])|with .+:|try:|print\(|assert "
    r"|[A-Za-z_][\w.\[\], ]*[-+*/@]?= ?[^=\s])"
)
_LIKE_CODE = re.compile(
    r"^(?:\s+\S|#|@\w|(?:def|class|import|for|while|if|elif|with|assert) |from \w[\w.]* import "
    r"|(?:else|try|return|raise|print)\b|except|finally|[\w.\[\]]+ ?[-+*/@]?= ?\S|[\w.]+\(|[)\]}])"
)
_AFTER_COLON = re.compile(r":\s+")
_TRAILING = 12  # words after code on its line that may be prose
_CLOSED = (*")]}\"'", *map(str, range(10)))  # what a line of code ends in, when words follow it


@dataclass(frozen=True)
class Pasted:
    """A program in a turn.

    Attributes:
        code: what is to be run.
        words: what the learner says beside it; empty where there is nothing.
    """

    code: str
    words: str


def pasted_code(text: str) -> Pasted | None:
    """The code of a turn, all of its pieces as one program; None where there is none."""
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    return _fenced(text) or _inline_fenced(text) or _bare(text)


def is_program(code: str) -> bool:
    """Whether a text is Python that does something, and not words that happen to parse."""
    tree = _parsed(code)
    return tree is not None and any(_does_something(statement, code) for statement in tree.body)


def _fenced(text: str) -> Pasted | None:
    pieces, words, at = [], [], 0
    for found in _FENCE.finditer(text):
        piece = _without_prompts(found[3]) if _PROMPT.match(found[3]) else found[3]
        named = bool(found[2])
        if found[2].lower() in _PYTHON and (named or is_program(piece) or _looks_like_code(piece)):
            pieces.append(piece.rstrip())
            words.append(text[at : found.start()])
            at = found.end()
    if not any(piece.strip() for piece in pieces):
        return None
    return Pasted("\n\n\n".join(pieces) + "\n", _prose(*words, text[at:]))


def _inline_fenced(text: str) -> Pasted | None:
    """Code between three backticks on one line, as chat programs have taught people to write it."""
    found = _INLINE_FENCE.search(text)
    if found is None or not is_program(found[1]):
        return None
    return Pasted(found[1] + "\n", _prose(text[: found.start()], text[found.end() :]))


def _bare(text: str) -> Pasted | None:
    """The longest run of lines that is a program; of one line also what comes after a colon."""
    text = _without_prompts(text) if _PROMPT.search(text) else text
    lines = list(_flush(text.split("\n")))
    for first in range(len(lines)):
        if _BEGINS.match(lines[first]):
            return _from_line(lines, first)
        if (found := _within(lines, first)) is not None:
            return found
    return _call(text)


def _from_line(lines: list[str], first: int) -> Pasted | None:
    """A program that begins on this line: as far down as it parses, else as far as it looks like code."""
    for last in range(len(lines), first, -1):
        code = "\n".join(lines[first:last])
        if is_program(code):
            last = first + _length(code)
            code = "\n".join(lines[first:last])
            return Pasted(code.rstrip() + "\n", _prose(*lines[:first], *lines[last:]))
        if last - first > 400:
            break  # so long a text is not tried line by line
    rest = range(first, len(lines))
    last = next((n for n in rest if lines[n].strip() and not _LIKE_CODE.match(lines[n])), len(lines))
    code = "\n".join(lines[first:last])
    if _looks_like_code(code):
        return Pasted(code.rstrip() + "\n", _prose(*lines[:first], *lines[last:]))
    return _before_prose(lines, first)


def _length(code: str) -> int:
    """Lines of a program up to the last that does something: "thanks" below it is a word that parses."""
    tree = _parsed(code)
    assert tree is not None
    ends = [statement.end_lineno or 0 for statement in tree.body if _does_something(statement, code)]
    return max(ends)


def _before_prose(lines: list[str], first: int) -> Pasted | None:
    """A line of code that goes on in words: `def f(x): return x  is this right?`"""
    words = lines[first].split(" ")
    for count in range(1, min(_TRAILING, len(words))):
        code = " ".join(words[:-count])
        if code.rstrip().endswith(_CLOSED) and is_program(code):
            rest = " ".join(words[-count:])
            return Pasted(code.rstrip() + "\n", _prose(*lines[:first], rest, *lines[first + 1 :]))
    return None


def _within(lines: list[str], number: int) -> Pasted | None:
    """What follows a colon: `run this: print(1)`, with the lines below where they belong to it."""
    for colon in _AFTER_COLON.finditer(lines[number]):
        said, rest = lines[number][: colon.start()], lines[number][colon.end() :]
        if _BEGINS.match(rest) and (found := _from_line([rest, *lines[number + 1 :]], 0)) is not None:
            return Pasted(found.code, _prose(*lines[:number], said, found.words))
    return None


def _flush(lines: list[str]) -> Iterator[str]:
    """Lines without the indentation that all of an indented block has, where a program begins in it."""
    indent, begun = 0, False
    for line in lines:
        own = len(line) - len(line.lstrip())
        begun = begun or bool(_BEGINS.match(line))
        if not begun and not indent and _BEGINS.match(line.lstrip()):
            indent = own
        elif line.strip() and own < indent:
            indent = 0
        yield line[indent:] if indent else line


def _call(text: str) -> Pasted | None:
    """One call and nothing else: `softmax([1, 2, 3])`."""
    code = text.strip()
    return Pasted(code + "\n", "") if is_program(code) else None


def _does_something(statement: ast.stmt, code: str) -> bool:
    if isinstance(statement, ast.Expr):
        call = statement.value
        return isinstance(call, ast.Call) and _is_tight(call, code) and bool(call.args or call.keywords)
    if isinstance(statement, ast.Assign):
        return not isinstance(statement.value, ast.Name)  # `E = mc2` is a formula
    if isinstance(statement, ast.AnnAssign):
        return statement.value is not None  # `note: this` is an annotation
    return not isinstance(statement, ast.Pass)


def _is_tight(call: ast.Call, code: str) -> bool:
    """Whether the bracket follows the name at once, as in code, and holds more than a word."""
    name = ast.get_source_segment(code, call.func) or ""
    rest = (ast.get_source_segment(code, call) or "")[len(name) :]
    holds = any(isinstance(part, (ast.Constant, ast.Call, ast.List)) for part in _within_call(call))
    return rest.startswith("(") and (holds or name == "print" or "." in name)


def _within_call(call: ast.Call) -> Iterator[ast.AST]:
    for argument in (*call.args, *(word.value for word in call.keywords)):
        yield from ast.walk(argument)


def _looks_like_code(code: str) -> bool:
    """Whether what does not parse was meant as code: it begins like it, and every line looks like it."""
    lines = [line for line in code.split("\n") if line.strip()]
    like = sum(bool(_LIKE_CODE.match(line)) for line in lines)
    return (
        len(lines) >= 2 and bool(_BEGINS.match(lines[0]) or _LIKE_CODE.match(lines[0])) and like == len(lines)
    )


def _without_prompts(text: str) -> str:
    """A copied session without its prompts and without what it printed."""
    lines = text.split("\n")
    marked = [bool(_PROMPT.match(line)) for line in lines]
    first = marked.index(True)
    kept = lines[:first] + [
        line for line, is_code in zip(lines[first:], marked[first:], strict=True) if is_code
    ]
    return "\n".join(_PROMPT.sub("", line) for line in kept)


def _prose(*parts: str) -> str:
    return "\n".join(_stripped(parts))


def _stripped(parts: tuple[str, ...]) -> Iterator[str]:
    for part in parts:
        if kept := part.strip():
            yield kept


def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
