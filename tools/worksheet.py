"""The folder that a learner works in: the statement, the starter, and the visible examples as tests."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercise
from tools.checks import Check, copied
from tools.grading.check_files import load_checks
from tools.grading.pasting import WIDEST, paste, paste_call

RUN_ALL = """
if __name__ == "__main__":
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
"""


@dataclass(frozen=True)
class Worksheet:
    """Files in a learner's folder.

    Attributes:
        folder: where they are.
        program: the file to write in.
        written: names of the files that were made now.
        kept: names of those that were there already and were left alone.
    """

    folder: Path
    program: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def module_name(exercise_id: str) -> str:
    """The name of the learner's module: `bpe-train` is written in `bpe_train.py`."""
    return exercise_id.replace("-", "_")


def write_worksheet(
    exercise: Exercise, folder: Path, language: Language, notebook: bool = False
) -> Worksheet:
    """Write the files of an exercise into a folder; what is there already stays as it is.

    Raises:
        BadInput: the folder's place is taken by a file.
    """
    if folder.exists() and not folder.is_dir():
        raise BadInput(
            "{path} is a file; a folder for the exercise cannot be made there.",
            hint="Name another folder: tutor practice start {id} --folder FOLDER",
            path=folder,
            id=exercise.id,
        )
    folder.mkdir(parents=True, exist_ok=True)
    files = notebook_files(exercise, language) if notebook else program_files(exercise, language)
    written, kept = [], []
    for name, content in files.items():
        try:
            with (folder / name).open("x", encoding="utf-8") as file:
                file.write(content)
            written.append(name)
        except FileExistsError:
            kept.append(name)
    program = f"{module_name(exercise.id)}.{'ipynb' if notebook else 'py'}"
    return Worksheet(folder, folder / program, tuple(written), tuple(kept))


def program_files(exercise: Exercise, language: Language) -> dict[str, str]:
    """Statement, starter and tests, by name."""
    name = module_name(exercise.id)
    files = {"statement.md": exercise.statement(language), f"{name}.py": exercise.starter}
    tests = "\n\n".join(example_tests(exercise))
    if tests:
        head = f"import numpy as np\nfrom {name} import {', '.join(exercise.entry.functions)}\n\n\n"
        files[f"test_{name}.py"] = f"{head}{tests}\n{RUN_ALL}"
    return files


def notebook_files(exercise: Exercise, language: Language) -> dict[str, str]:
    """One notebook: the statement, a cell for the program, a cell for each visible example."""
    cells = [_cell("markdown", exercise.statement(language)), _cell("code", exercise.starter)]
    cells += [_cell("code", "import numpy as np")] if "import numpy" not in exercise.starter else []
    for test in example_tests(exercise):
        name = test.split("(")[0].removeprefix("def ")
        cells.append(_cell("code", f"{test}\n\n{name}()"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    document = {
        "cells": [cell | {"id": f"cell-{number}"} for number, cell in enumerate(cells, 1)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return {f"{module_name(exercise.id)}.ipynb": json.dumps(document, ensure_ascii=False, indent=1) + "\n"}


def example_tests(exercise: Exercise) -> list[str]:
    """A test function for each visible example, with the value that the reference gives."""
    return [
        _test(f"test_{name}_{number}", check, example.values)
        for name, check in load_checks(exercise).checks.items()
        if check.reference is not None
        for number, example in enumerate(check.examples, 1)
        if example.visible and all(_is_short(value) for value in example.values.values())
    ]


def _test(name: str, check: Check, values: Mapping[str, Any]) -> str:
    assert check.reference is not None
    expected = check.reference(**{key: copied(value) for key, value in values.items()})
    call = paste_call(check.reference.__name__, (), values)
    asserted = "\n".join(f"    {line}" for line in _assertions("got", expected, check.tolerance))
    return f"def {name}():\n    got = {call}\n{asserted}"


def _assertions(place: str, expected: Any, tolerance: float) -> Iterator[str]:
    """Lines that compare a value with the expected one, part by part."""
    if isinstance(expected, dict):
        yield f"assert set({place}) == set({paste(list(expected))})"
        for key, value in expected.items():
            yield from _assertions(f"{place}[{key!r}]", value, tolerance)
    elif isinstance(expected, (list, tuple)) and any(map(_holds_numbers, expected)):
        yield f"assert len({place}) == {len(expected)}"
        for index, value in enumerate(expected):
            yield from _assertions(f"{place}[{index}]", value, tolerance)
    elif _holds_numbers(expected):
        yield f"np.testing.assert_allclose({place}, {paste(expected)}, rtol={tolerance}, atol={tolerance})"
    else:
        yield f"assert {place} == {paste(expected)}"


def _holds_numbers(value: Any) -> bool:
    """Whether it has floats somewhere, which are compared within a tolerance."""
    if isinstance(value, dict):
        return any(map(_holds_numbers, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_numbers, value))
    return isinstance(value, (float, np.ndarray, np.floating))


def _is_short(value: Any) -> bool:
    return not isinstance(value, np.ndarray) or value.size <= WIDEST


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source.strip("\n")}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell
