"""Notebooks as programs: the code cells as files, and a runner that executes them in one namespace.

No Jupyter is needed inside the sandbox. As there, the last expression of each cell is shown, and the first
error ends it. Lines that only Jupyter understands (magics, shell lines) are left out and told.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge_base.errors import BadInput

RUNNER = "run_notebook.py"
_CELL_FILE = re.compile(r"(?:^|/)cell-(\d+)\.py$")
_MAGIC = re.compile(
    r"(?P<indent>[ \t]*)(?:[%!]|[A-Za-z_][\w., ]*=[ \t]*[%!]|\?\w|[A-Za-z_][\w.]*\?{1,2}[ \t]*$)"
)
_PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun", "python", "python3", "debug"}
_CELL_MAGIC = re.compile(r"\s*%%(\w*)")
_OPENING, _CLOSING = "([{", ")]}"
_CODE = re.compile(r"#.*|'''|\"\"\"|'(?:\\.|[^'\\])*'?|\"(?:\\.|[^\"\\])*\"?|[(\[{)\]}]")
_IN_TRIPLE = re.compile(r"\\.|'''|\"\"\"")

# Runs inside, as __main__. The cells are files beside it, so a traceback shows their lines.
_RUNNER_SOURCE = """\
import ast
import pathlib
import sys
import traceback
import types

COROUTINE = 0x80  # the flag of inspect.CO_COROUTINE, without importing inspect


def run_cells(paths):
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    for path in paths:
        try:
            run_cell(path, module.__dict__)
        except Exception as error:
            sys.stdout.flush()
            traceback.print_exception(error.with_traceback(without_runner(error.__traceback__)))
            return 1
    return 0


def run_cell(path, namespace):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source, str(path))
    shown = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        shown = ast.Expression(tree.body.pop().value)
    evaluate(tree, path, "exec", namespace)
    if shown is not None:
        sys.displayhook(evaluate(shown, path, "eval", namespace))


def evaluate(tree, path, mode, namespace):
    code = compile(tree, str(path), mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    value = eval(code, namespace)
    if code.co_flags & COROUTINE:
        import asyncio

        value = asyncio.run(value)
    return value


def without_runner(trace):
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    sys.exit(run_cells([here / name for name in CELLS]))
"""


@dataclass(frozen=True)
class Skipped:
    """A line that only Jupyter understands.

    Attributes:
        cell: counted from 1 over all cells of the notebook.
        line: in that cell.
        text: the line.
    """

    cell: int
    line: int
    text: str


@dataclass(frozen=True)
class Cells:
    """The code of a notebook.

    Attributes:
        code: of each code cell that is not empty, by its number, counted from 1 over all cells.
        skipped: what was left out.
    """

    code: dict[int, str]
    skipped: tuple[Skipped, ...]

    def files(self) -> dict[str, bytes]:
        """The files of a program that runs the cells in order; `RUNNER` is the one that starts."""
        names = [cell_file(number) for number in self.code]
        runner = f"CELLS = {names!r}\n{_RUNNER_SOURCE}"
        cells = {cell_file(number): code.encode() for number, code in self.code.items()}
        return {RUNNER: runner.encode(), **cells}


def cell_file(number: int) -> str:
    """The name of the file that holds a cell."""
    return f"cell-{number}.py"


def cell_of(file: str) -> int | None:
    """The number of the cell that a file holds; None for any other file."""
    found = _CELL_FILE.search(file)
    return int(found[1]) if found else None


def read_cells(content: bytes, name: str) -> Cells:
    """The code cells of a notebook of any format version.

    Args:
        content: of the file.
        name: of the file, for the messages.

    Raises:
        BadInput: it is no notebook, is not written in Python, or has no code.
    """
    notebook = _parsed(content, name)
    language = _language(notebook)
    if language not in ("", "python", "ipython", "python3"):
        raise BadInput(
            "{name} is written in {language}; only Python is run here.",
            hint="Choose a Python kernel for it and save it again.",
            name=name,
            language=language,
        )
    code: dict[int, str] = {}
    skipped: list[Skipped] = []
    for number, cell in enumerate(notebook["cells"], 1):
        if cell.get("cell_type") == "code" and (source := _source(cell, name)).strip():
            code[number], left_out = _as_python(source, number)
            skipped += left_out
    if not code:
        raise BadInput(
            "{name} has no code: none of its cells is a code cell with something in it.",
            hint="Write your program in a code cell, save the notebook and run it again.",
            name=name,
        )
    return Cells(code, tuple(skipped))


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    from nbformat import NBFormatError, ValidationError, convert, reader

    try:
        # reader and convert, not nbformat.reads: that one warns about harmless old notebooks.
        # nbformat publishes no types for this function
        notebook = convert(reader.reads(content.decode("utf-8-sig")), 4)  # type: ignore[no-untyped-call]
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, AttributeError, NBFormatError, ValidationError) as bad:
        raise _no_notebook(name, bad) from bad
    except RecursionError as bad:
        raise _no_notebook(name, None) from bad
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise _no_notebook(name, None)
    return dict(notebook)


def _no_notebook(name: str, problem: Exception | None) -> BadInput:
    broken = problem.__cause__ or problem.__context__ or problem if problem else None
    if isinstance(broken, json.JSONDecodeError):
        return BadInput(
            "{name} is not a whole notebook: its JSON breaks off or is damaged at line {line}.",
            hint="Open it in Jupyter and save it again; if it does not open, go back to an earlier copy.",
            name=name,
            line=broken.lineno,
        )
    return BadInput(
        "{name} is not a notebook.",
        hint="Open it in Jupyter and save it again; a plain program needs a name that ends in .py.",
        name=name,
    )


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        part = about.get(key)
        if isinstance(part, dict) and isinstance(part.get(field), str):
            return str(part[field]).lower()
    return ""


def _source(cell: dict[str, Any], name: str) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _no_notebook(name, None)
    return source.replace("\r\n", "\n").encode("utf-8", "replace").decode()


def _as_python(source: str, cell: int) -> tuple[str, list[Skipped]]:
    """A cell without what only Jupyter understands; its lines keep their numbers."""
    lines = source.split("\n")
    magic = _CELL_MAGIC.match(lines[0])
    if magic and magic[1] not in _PYTHON_CELL_MAGICS:
        return "\n".join(f"# {line}" for line in lines), [Skipped(cell, 1, lines[0].strip())]
    kept, skipped = list(lines), []
    for index in _statement_starts(lines):
        if found := _MAGIC.match(lines[index]):
            text = lines[index].strip()
            kept[index] = f"{found['indent']}pass  # {text}"
            skipped.append(Skipped(cell, index + 1, text))
    return "\n".join(kept), skipped


def _statement_starts(lines: list[str]) -> Iterator[int]:
    """Indexes of lines that begin outside any string, bracket or continued line."""
    quote, depth, continued = "", 0, False
    for index, line in enumerate(lines):
        if not quote and depth == 0 and not continued:
            yield index
            if _MAGIC.match(line):
                continue
        quote, depth = _after(line, quote, depth)
        continued = not quote and line.endswith("\\")


def _after(line: str, quote: str, depth: int) -> tuple[str, int]:
    """The open triple quote (empty where there is none) and the open brackets after a line."""
    place = 0
    while found := (_IN_TRIPLE if quote else _CODE).search(line, place):
        lexeme, place = found[0], found.end()
        if quote:
            quote = "" if lexeme == quote else quote
        elif lexeme in ("'''", '"""'):
            quote = lexeme
        elif lexeme in _OPENING:
            depth += 1
        elif lexeme in _CLOSING:
            depth = max(0, depth - 1)
    return quote, depth
