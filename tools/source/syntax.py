"""Whether Python understands a program, found before anything of it runs, and which modules it imports."""

import ast
import re
import sys
import traceback
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.findings import Finding

LARGEST_BYTES = 1_000_000  # of a file that is parsed: parsing takes some 200 times its size in memory
LONGEST_EVIDENCE = 200  # letters
# What Python says, the name of our words for it, and the values that they take from it.
_SAYINGS: tuple[tuple[str, str], ...] = (
    (r"'(?P<sign>[(\[{])' was never closed", "open"),
    (r"unexpected EOF while parsing", "ends"),
    (r"closing parenthesis '(?P<sign>.)' does not match opening parenthesis '(?P<other>.)'", "mismatch"),
    (r"unmatched '(?P<sign>[)\]}])'", "unmatched"),
    (r"expected ':'", "colon"),
    (r"expected an indented block after .+ on line (?P<other>\d+)", "block"),
    (r"unexpected indent", "indent"),
    (r"unindent does not match any outer indentation level", "unindent"),
    (r"inconsistent use of tabs and spaces in indentation", "tabs"),
    (r"unterminated triple-quoted string literal", "triple"),
    (r"unterminated f?-?string literal", "quote"),
    (r"Maybe you meant '==' or ':=' instead of '='", "equals"),
    (r"Missing parentheses in call to '(?P<sign>\w+)'", "call"),
    (r"invalid (?:non-printable )?character '?(?P<sign>.*?)'? ?\(?(?P<other>U\+\w+)\)?", "character"),
    (r"(?:'return'|'yield'|'await') outside (?:async )?function", "outside"),
    (r"'(?P<sign>break|continue)' (?:outside|not properly in) loop", "loop"),
    (r"Perhaps you forgot a comma", "comma"),
    (r"cannot assign to ", "assign"),
    (r"invalid decimal literal", "literal"),
    (r"unknown encoding: (?P<sign>\S+)", "encoding"),
    (r"(?:\(unicode error\) )?'utf-?8' codec can't decode", "utf8"),
    (r"Non-UTF-8 code starting with", "utf8"),
    (r"too many (?:statically )?nested|parser stack overflow|too many levels|recursion depth", "nested"),
)


@dataclass(frozen=True)
class NotPython:
    """Why a program is not understood.

    Attributes:
        finding: in a teacher's words.
        said: what Python says, as in a terminal.
    """

    finding: Finding
    said: str


def syntax_problem(file: str, source: bytes, *, top_level_await: bool = False) -> NotPython | None:
    """Why Python does not understand a file; None where it does.

    Args:
        file: its name, for the finding.
        source: its content, in whatever encoding it declares.
        top_level_await: whether `await` may stand outside a function, as in a notebook.
    """
    if len(source) > LARGEST_BYTES:
        return _problem(file, None, "long", f"{len(source)} bytes", {"limit": LARGEST_BYTES // 1000})
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if top_level_await else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, file, "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        return _explained(file, source, error)
    except ValueError:  # a null byte
        return _problem(file, None, "binary", "")
    except (RecursionError, MemoryError, OverflowError) as error:
        return _problem(file, None, "nested", type(error).__name__)
    return None


def imported_modules(sources: Iterable[bytes]) -> set[str]:
    """The top-level modules that these files import, wherever in them; what does not parse is left out."""
    found: set[str] = set()
    for source in sources:
        if len(source) <= LARGEST_BYTES and (tree := _tree(source)):
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found


def outside_modules(files: Mapping[str, bytes]) -> set[str]:
    """What a program's files import beside Python's own library and each other."""
    own = {part for name in files for part in (name.partition("/")[0], name.removesuffix(".py"))}
    imported = imported_modules(source for name, source in files.items() if name.endswith(".py"))
    return imported - own - set(sys.stdlib_module_names)


def line_of(source: bytes, line: int | None) -> str:
    """A line of a file, counted from 1, as evidence; empty where there is none."""
    lines = source.splitlines()
    if line is None or not 0 < line <= len(lines):
        return ""
    return lines[line - 1].decode(errors="replace").strip()[:LONGEST_EVIDENCE]


def _tree(source: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def _explained(file: str, source: bytes, error: SyntaxError) -> NotPython:
    said = "".join(traceback.format_exception_only(error)).rstrip()
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _problem(file, None, "utf16", "", said=said)
    if b"\0" in source:
        return _problem(file, None, "binary", "", said=said)
    name, values = _saying(str(error.msg))
    line = _bad_line(source) if name == "utf8" else error.lineno or None
    return _problem(file, line, name, line_of(source, line), values | {"problem": error.msg}, said)


def _saying(message: str) -> tuple[str, dict[str, object]]:
    for pattern, name in _SAYINGS:
        if found := re.search(pattern, message):
            return name, dict(found.groupdict())
    return "other", {}


def _bad_line(source: bytes) -> int | None:
    """The first line that is not UTF-8."""
    for number, line in enumerate(source.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            return number
    return None


def _problem(
    file: str,
    line: int | None,
    name: str,
    evidence: str,
    values: Mapping[str, object] | None = None,
    said: str = "",
) -> NotPython:
    finding = Finding("syntax", f"syntax.{name}", file, line, evidence, values or {})
    return NotPython(finding, said or f'  File "{file}"\nSyntaxError: {name}')
