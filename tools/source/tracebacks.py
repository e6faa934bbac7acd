"""What a traceback says: read outside, from the cleaned stderr, which the program may have written itself.

So it is a help in the feedback and never a grade.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.findings import Finding
from tools.source.raised import meaning
from tools.source.syntax import line_of

_START = "Traceback (most recent call last):"
_FRAME = re.compile(r'^  File "(?P<path>.+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$')
_RAISED = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$")
_MODULE = re.compile(r"No module named '(?P<module>[\w.]+)'")
_NAME = re.compile(r"name '(?P<name>\w+)' is not defined")
# What an exception says, where that tells more than its kind: what the sandbox refuses, and what arrays do.
_SAYINGS = (
    (re.compile(r"name resolution|network is unreachable|address family not supported", re.I), "network"),
    (re.compile(r"Errno 30\b|read-only file system", re.I), "readonly"),
    (re.compile(r"Errno 28\b|Errno 27\b|no space left|file too large", re.I), "full"),
    (re.compile(r"can't start new thread|resource temporarily unavailable", re.I), "processes"),
    (
        re.compile(r"be broadcast|in its core dimension|not aligned|mat1 and mat2|must match the size"),
        "shapes",
    ),
    (re.compile(r"axis -?\d+ is out of bounds|Dimension out of range"), "axis"),
    (re.compile(r"truth value of an array|Boolean value of Tensor"), "truth"),
    (re.compile(r"can be converted to (?:Python )?scalars?"), "scalar"),
    (re.compile(r"inhomogeneous shape|array element with a sequence"), "ragged"),
)
_BY_OTHER_NAMES = {
    "_ArrayMemoryError": "MemoryError",
    "_UFuncNoLoopError": "TypeError",
    "UFuncTypeError": "TypeError",
    "JSONDecodeError": "ValueError",
}
_LONGEST_MESSAGE = 300  # letters
# Exceptions that have words of their own; the others share `exception.other`.
_KNOWN = {
    "AssertionError", "AttributeError", "EOFError", "FileNotFoundError", "FloatingPointError",
    "IndentationError", "IndexError", "KeyError", "MemoryError", "NameError", "NotImplementedError",
    "OverflowError", "PermissionError", "RecursionError", "SyntaxError", "TypeError", "UnboundLocalError",
    "UnicodeDecodeError", "ValueError", "ZeroDivisionError",
}  # fmt: skip


@dataclass(frozen=True)
class Raised:
    """An exception that nobody caught.

    Attributes:
        kind: name of its class, without the module.
        message: what it says, one line.
        file: the innermost of the learner's own files that it passed through; empty where there is none.
        line: in `file`.
        function: in `file`; `<module>` outside any.
    """

    kind: str
    message: str
    file: str = ""
    line: int | None = None
    function: str = ""


def last_raised(stderr: str, files: Iterable[str]) -> Raised | None:
    """The exception that ended a program; None where stderr shows none.

    Args:
        stderr: cleaned.
        files: of the program, relative.
    """
    before, start, after = stderr.rpartition(_START)
    if not start or (before and not before.endswith("\n")):
        return None
    own = set(files)
    file, line, function = "", None, ""
    for text in after.splitlines():
        if frame := _FRAME.match(text):
            if place := _own_file(frame["path"], own):
                file, line, function = place, int(frame["line"]), frame["function"] or ""
        elif raised := _RAISED.match(text):
            kind = raised["kind"].rpartition(".")[2]
            return Raised(kind, (raised["message"] or "")[:_LONGEST_MESSAGE], file, line, function)
    return None


def exception_finding(raised: Raised, files: Mapping[str, bytes]) -> Finding:
    """An uncaught exception as a finding, with the line that raised it."""
    said = f"{raised.kind}: {raised.message}" if raised.message else raised.kind
    code = line_of(files.get(raised.file, b""), raised.line)
    values: dict[str, object] = {"error": raised.kind.lstrip("_"), "message": raised.message or raised.kind}
    if raised.kind == "NameError" and (unknown := _NAME.search(raised.message)):
        values["message"] = unknown["name"]
    values |= meaning(raised.kind, raised.message)[1]
    evidence = f"{code}\n{said}" if code else said
    return Finding("exception", f"exception.{_words(raised)}", raised.file, raised.line, evidence, values)


def missing_module(raised: Raised) -> str:
    """The top-level module that an import did not find; empty where that was not the matter."""
    found = _MODULE.search(raised.message) if raised.kind == "ModuleNotFoundError" else None
    return found["module"].partition(".")[0] if found else ""


def _words(raised: Raised) -> str:
    said = meaning(raised.kind, raised.message)[0]
    said = said or next((name for pattern, name in _SAYINGS if pattern.search(raised.message)), "")
    kind = _BY_OTHER_NAMES.get(raised.kind, raised.kind)
    return said or (kind if kind in _KNOWN else "other")


def _own_file(path: str, own: set[str]) -> str:
    """Which of the program's files a path inside the sandbox is."""
    parts = path.split("/")
    if "site-packages" in parts or any(part.startswith("python3.") for part in parts[:-1]):
        return ""
    tails = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((tail for tail in tails if tail in own), "")
