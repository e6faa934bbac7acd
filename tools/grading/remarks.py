"""What a good teacher says first about a file that cannot be used, or about a case that fails.

Findings whose words are in the catalogue `grader.yaml`, or those of exceptions in `run.yaml`. What they name
of the program was said by the inside of the sandbox: cleaned, cut short, and no part of the verdict.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from knowledge_base.course_fields import Text
from knowledge_base.yaml_files import nearest
from tools.checks import CheckFailed, differing_part
from tools.findings import Finding
from tools.grading.checking import CaseResult
from tools.grading.submissions import Code
from tools.running.notebooks import cell_file
from tools.source.reading import parsed
from tools.source.syntax import syntax_problem
from tools.source.tracebacks import Raised, exception_finding

BLANK = "____"  # of `shape.py`: what is still to be filled in
KIND = "grader"
ARRAY = Text(es="arreglo de NumPy", en="numpy array")
MOST_BYTES = 2_000_000  # of all cells of a notebook together
_MODULE = re.compile(r"No module named '(?P<module>[\w.]+)'")
_SIGNALS = {"-9": "memory", "-11": "segfault", "-7": "segfault", "-6": "segfault"}


def unreadable_code(code: Code) -> Finding | None:
    """Why a file cannot even be tried: there is nothing in it, or Python does not understand it."""
    if sum(map(len, code.parts)) > MOST_BYTES:
        return Finding("syntax", "syntax.long", code.name, values={"limit": MOST_BYTES // 1000})
    for number, part in enumerate(code.parts):
        name = cell_file(code.cells[number]) if code.cells else code.name
        if found := syntax_problem(name, part):
            return found.finding
    tree = parsed(code.text)
    if tree is not None and all(_says_nothing(line) for line in tree.body):
        return Finding(KIND, "grader.empty", code.name)
    return None


def unloadable(failure: CheckFailed, code: Code, packages: Sequence[str]) -> Finding:
    """Why a file could not be run at all.

    Args:
        failure: how loading it ended.
        code: what was loaded.
        packages: that the exercise has, for an import of something else.
    """
    if failure.kind == "unloadable":
        special = {"SystemExit": "exit", "EOFError": "input", "NotImplementedError": "unwritten"}
        return _told(failure, code, special, packages)
    name = {"timeout": "load-timeout", "unreadable": "load-crashed"}.get(failure.kind, "load-crashed")
    if failure.message == "memory":
        name = "load-memory"
    return Finding(KIND, f"grader.{name}", code.name)


def no_function(wanted: Sequence[str], defined: Sequence[str], code: Code) -> Finding:
    """A file that has none of the functions it should have."""
    near = _near(wanted[0], defined)
    values = {"function": wanted[0], "near": near, "wanted": ", ".join(wanted)}
    return Finding(KIND, "grader.none-near" if near else "grader.none", code.name, values=values)


def case_finding(
    case: CaseResult,
    code: Code,
    starter: str,
    defined: Sequence[str],
    seconds: float,
    packages: Sequence[str] = (),
) -> Finding:
    """What is said of a case that failed or could not be decided.

    Args:
        case: not one that passed.
        code: what was handed in.
        starter: of the exercise, for how its functions are called.
        defined: functions that the file was seen to have.
        seconds: that a call may take.
        packages: as `unloadable`.
    """
    found = case.counterexample
    if case.outcome == "undecided" or found is None:
        return Finding(KIND, "grader.undecided", code.name)
    function = found.called.function if found.called else ""
    failure = found.failure
    if failure.kind == "raised":
        return _raised(failure, function, code, starter, packages)
    values: dict[str, object] = {"function": function, "seconds": f"{seconds:g}"}
    name, more = _named(failure, function, code, defined)
    finding = Finding(KIND, f"grader.{name}", code.name, values=values | more)
    return _unsteady(finding, function, code) if found.unsteady else finding


def _named(
    failure: CheckFailed, function: str, code: Code, defined: Sequence[str]
) -> tuple[str, dict[str, object]]:
    place, got, expected = differing_part(failure.got, failure.expected)
    part = {"function": f"{function}(...){place}"} if place else {}
    if failure.kind == "type":
        name = "type"
        if got is None:
            name = "printed" if _prints_only(code.text, function) else "nothing"
        return name, {"expected": _type(expected), "got": _type(got), **part}
    if failure.kind == "shape":
        return "shape", {"expected": _size(expected), "got": _size(got), **part}
    if failure.kind == "dtype":
        return "dtype", {"expected": _dtype(expected), "got": _dtype(got), **part}
    if failure.kind == "missing":
        near = _near(function, defined)
        return ("missing-near" if near else "missing"), {"near": near}
    if failure.kind == "crashed":
        return _crashed(failure.message), {"code": failure.message}
    if failure.kind == "mutated":
        return "mutated", {"arguments": _arguments(got)}
    if failure.kind == "unreadable":
        return "unreadable", {"what": failure.message or "?"}
    if failure.kind == "property" and failure.note is not None:
        return "property", {"note": failure.note}
    return failure.kind, {}


def _raised(
    failure: CheckFailed, function: str, code: Code, starter: str, packages: Sequence[str]
) -> Finding:
    if failure.exception == "TypeError" and failure.line is None:
        call = _signature(starter, function)
        values = {"function": function, "call": call or f"{function}(...)", "problem": failure.message}
        return Finding(KIND, "grader.arguments", code.name, evidence=failure.message, values=values)
    special = {"SystemExit": "exit-inside", "EOFError": "input-inside", "NotImplementedError": "unwritten"}
    return _told(failure, code, special, packages, function)


def _told(
    failure: CheckFailed, code: Code, special: Mapping[str, str], packages: Sequence[str], function: str = ""
) -> Finding:
    """An exception in words of the grader's own, where it means something here that it does not elsewhere."""
    values: dict[str, object] = {"function": function, "there": ", ".join(packages) or "-"}
    name = special.get(failure.exception)
    if failure.exception == "NameError" and BLANK in failure.message:
        name = "blank"
    elif failure.exception == "ModuleNotFoundError" and (found := _MODULE.search(failure.message)):
        name, values = "module", values | {"module": found["module"]}
    if name:
        return _at(code, failure.line, Finding(KIND, f"grader.{name}", values=values))
    return _exception(failure, code)


def _exception(failure: CheckFailed, code: Code) -> Finding:
    file, line = _place(code, failure.line)
    message = failure.message.partition("\n")[0]
    raised = Raised(failure.exception or "Exception", message, file, line)
    return exception_finding(raised, _files(code))


def _unsteady(finding: Finding, function: str, code: Code) -> Finding:
    return Finding(KIND, "grader.unsteady", code.name, values={**finding.values, "function": function})


def _at(code: Code, line: int | None, finding: Finding) -> Finding:
    file, line = _place(code, line)
    return Finding(finding.kind, finding.name, file, line, values=finding.values)


def _place(code: Code, line: int | None) -> tuple[str, int | None]:
    if line is None:
        return code.name, None
    cell, line = code.place(line)
    return (cell_file(cell) if cell else code.name), line


def _files(code: Code) -> Mapping[str, bytes]:
    if not code.cells:
        return {code.name: code.parts[0] if code.parts else b""}
    return {cell_file(cell): part for cell, part in zip(code.cells, code.parts, strict=True)}


def _says_nothing(line: ast.stmt) -> bool:
    text = isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
    return text or isinstance(line, (ast.Import, ast.ImportFrom, ast.Pass))


def _near(name: str, defined: Sequence[str]) -> str:
    others = [other for other in defined if other != name]
    return nearest(name, others) if others and _is_near(name, nearest(name, others)) else ""


def _is_near(name: str, other: str) -> bool:
    import difflib

    return difflib.SequenceMatcher(None, name.lower(), other.lower()).ratio() >= 0.6


def _type(value: Any) -> str | Text:
    """A type as a learner knows it, in both languages."""
    return ARRAY if isinstance(value, np.ndarray) else type_name(value)


def type_name(value: Any) -> str:
    """A type as a learner knows it."""
    if value is None:
        return "None"
    return f"np.{value.dtype.name}" if isinstance(value, np.number) else type(value).__name__


def _size(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    return str(len(value)) if isinstance(value, (list, tuple, dict, str)) else type_name(value)


def _dtype(value: Any) -> str:
    return str(value.dtype.name) if isinstance(value, np.ndarray) else type_name(value)


def _arguments(got: Any) -> str:
    names = [str(name) for name in got] if isinstance(got, tuple) else []
    return ", ".join(f"#{int(name) + 1}" if name.isdigit() else name for name in names)


def _crashed(message: str) -> str:
    word = _SIGNALS.get(message, message)
    return {"memory": "memory", "segfault": "segfault", "output": "output"}.get(word, "crashed")


def _prints_only(source: str, function: str) -> bool:
    """Whether a function prints and returns no value."""
    tree = parsed(source)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.FunctionDef) and node.name == function:
            inside = list(ast.walk(node))
            prints = any(
                isinstance(part, ast.Call) and getattr(part.func, "id", "") == "print" for part in inside
            )
            returns = any(isinstance(part, ast.Return) and part.value is not None for part in inside)
            return prints and not returns
    return False


def _signature(starter: str, function: str) -> str:
    """How the starter declares a function: `softmax(logits)`."""
    tree = parsed(starter)
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return f"{function}({ast.unparse(node.args)})"
    return ""
