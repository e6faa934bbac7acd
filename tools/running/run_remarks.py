"""What is worth saying about a program that ran, beside how it ended: numerical warnings and slips."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tools.findings import Finding
from tools.running.notebooks import cell_file, cell_of
from tools.running.programs import Source
from tools.sandbox import RunResult

MOST_FILES_READ = 20
_WHOLE = "notebook.py"
_CELL_PLACE = re.compile(r"\S*\b(cell-\d+\.py):(\d+):")


def remarks(source: Source, result: RunResult, ended: Sequence[Finding]) -> tuple[Finding, ...]:
    """Remarks on a program, at lines of which nothing else is said yet.

    Args:
        source: of the program.
        result: of its run.
        ended: what explains how it ended.
    """
    found = _on_notebook(source, result) if source.kind == "notebook" else _on_files(source, result)
    told = {(finding.file, finding.line) for finding in ended}
    return tuple(finding for finding in found if (finding.file, finding.line) not in told)


def _on_files(source: Source, result: RunResult) -> tuple[Finding, ...]:
    from tools.critiquing.critique import advice

    programs = {name: content for name, content in source.files.items() if name.endswith(".py")}
    few = len(programs) <= MOST_FILES_READ
    return advice(result, programs if few else {source.entry: source.files[source.entry]})


def _on_notebook(source: Source, result: RunResult) -> tuple[Finding, ...]:
    """The cells are read as one program, as they run, and each remark goes back to its cell."""
    from tools.critiquing.critique import advice

    cells = {name: content for name, content in source.files.items() if cell_of(name)}
    starts, whole = _joined(cells)

    def placed(found: re.Match[str]) -> str:
        return f"{_WHOLE}:{starts.get(found[1], 0) + int(found[2])}:"

    told = replace(result, stderr=_CELL_PLACE.sub(placed, result.stderr))
    return tuple(_in_cell(finding, starts) for finding in advice(told, {_WHOLE: whole}))


def _joined(cells: Mapping[str, bytes]) -> tuple[dict[str, int], bytes]:
    """How many lines stand before each cell, and all of them as one program."""
    starts, line = {}, 0
    for name, content in cells.items():
        starts[name] = line
        line += content.count(b"\n") + 1
    return starts, b"\n".join(cells.values())


def _in_cell(finding: Finding, starts: Mapping[str, int]) -> Finding:
    if finding.line is None:
        return replace(finding, file="")
    name = max((each for each in starts if starts[each] < finding.line), key=lambda each: starts[each])
    return replace(finding, file=cell_file(cell_of(name) or 0), line=finding.line - starts[name])
