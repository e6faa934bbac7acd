"""What a learner hands in, and what is said where it cannot be run."""

import json
import os
from pathlib import Path

import pytest

from knowledge_base.errors import BadInput
from tools.running.environments import Environments, recipes
from tools.running.notebooks import RUNNER
from tools.running.programs import MOST_BYTES, MOST_FILES, read_source, source_of_code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small project."""
    root = tmp_path / "project"
    (root / "parts").mkdir(parents=True)
    (root / "main.py").write_text("import parts.tools\nimport numpy as np\n", encoding="utf-8")
    (root / "parts" / "tools.py").write_text("x = 1\n", encoding="utf-8")
    (root / "data.csv").write_bytes(b"1,2\n")
    return root


def refused(path: Path) -> str:
    """What is said of something that cannot be run."""
    with pytest.raises(BadInput) as error:
        read_source(path)
    assert error.value.hint
    return error.value.message


def test_a_file_comes_alone(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_bytes(b"print('\xc3\xb1')\r\n")
    (tmp_path / "other.py").touch()
    source = read_source(file)
    assert (source.kind, source.entry, dict(source.files)) == (
        "file",
        "mine.py",
        {"mine.py": b"print('\xc3\xb1')\r\n"},
    )
    assert "other" in source.beside
    assert source.problem() is None


def test_pasted_code_is_a_program_too() -> None:
    source = source_of_code("print('ñ')")
    assert (source.kind, source.entry, source.problem()) == ("file", "main.py", None)
    with pytest.raises(BadInput, match="is empty: there is nothing"):
        source_of_code(" \n")
    with pytest.raises(BadInput, match="larger than 5 MB"):
        source_of_code("#" * (MOST_BYTES + 1))


def test_a_program_gets_its_environments_python_and_limits(tmp_path: Path) -> None:
    file = tmp_path / "-c.py"  # not to be taken for an option of Python
    file.write_text("import math", encoding="utf-8")
    environment = Environments(tmp_path / "environments").ensure("plain")
    program = read_source(file).program(environment, ("a",))
    assert (program.entry, program.python) == ("program.py", environment.python)
    assert (program.arguments, program.profile) == (("a",), "numpy")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import math, os.path\n", "plain"),
        ("import pandas\n", "plain"),
        ("def f():\n    from numpy import linalg\n", "numpy"),
        ("import numpy, torch\n", "torch"),
        ("from transformers import pipeline\n", "torch"),
    ],
)
def test_the_smallest_environment_that_will_do(tmp_path: Path, code: str, name: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(code, encoding="utf-8")
    assert read_source(file).recipe == recipes()[name]


def test_a_folder_comes_whole_without_what_is_not_its_own(folder: Path) -> None:
    for name in (
        ".git/config",
        "__pycache__/main.pyc",
        ".env",
        "own/pyvenv.cfg",
        "own/lib/big.py",
        "node_modules/x",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    source = read_source(folder)
    assert (source.kind, source.entry) == ("folder", "main.py")
    assert sorted(source.files) == ["data.csv", "main.py", "parts/tools.py"]
    assert source.recipe.name == "numpy"


def test_the_one_program_of_a_folder_starts(folder: Path) -> None:
    (folder / "main.py").rename(folder / "train.py")
    assert read_source(folder).entry == "train.py"
    (folder / "other.py").write_text("1", encoding="utf-8")
    assert "several programs and none is called main.py: other.py, train.py" in refused(folder)
    (folder / "__main__.py").write_text("1", encoding="utf-8")
    assert read_source(folder).entry == "__main__.py"


def test_a_folder_without_a_program(folder: Path) -> None:
    (folder / "main.py").unlink()
    assert "no Python file at its top" in refused(folder)
    (folder / "main.py").touch()
    assert "is empty" in refused(folder)


def test_a_link_inside_is_followed_and_one_that_leads_out_is_not(folder: Path, tmp_path: Path) -> None:
    (folder / "again.csv").symlink_to("data.csv")
    assert read_source(folder).files["again.csv"] == b"1,2\n"
    secret = tmp_path / "secret"
    secret.write_text("key", encoding="utf-8")
    for target in (secret, tmp_path, folder / "parts", folder, tmp_path / "gone", folder / "loop"):
        link = folder / "loop"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
        assert "is a link that leads out of the folder" in refused(folder)


def test_a_folder_may_hold_so_much_and_no_more(folder: Path) -> None:
    (folder / "data.bin").write_bytes(b"x" * MOST_BYTES)
    assert "larger than 5 MB" in refused(folder)
    assert refused(folder).endswith("data.bin.")
    (folder / "data.bin").unlink()
    for number in range(MOST_FILES):
        (folder / f"{number}.txt").touch()
    assert f"more than {MOST_FILES} files" in refused(folder)


def test_what_is_neither_file_nor_folder(tmp_path: Path, folder: Path) -> None:
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)  # opening it the usual way would wait for ever
    assert "neither a file nor a folder" in refused(pipe)
    os.mkfifo(folder / "pipe")
    assert "neither a file nor a folder" in refused(folder)
    assert "neither a file nor a folder" in refused(Path(os.devnull))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.py", b"", "is empty"),
        ("blank.py", b"\xef\xbb\xbf \r\n\t\n", "is empty"),
        ("picture.py", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a file of another kind"),
        ("broken.ipynb", b'{"cells": [', "damaged at line 1"),
        ("large.py", b"#" * (MOST_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_program(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert sentence in refused(path)


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path / "nothing.py")
    assert "There is no file" in refused(Path("a\0b.py"))
    assert "cannot be read" in refused(tmp_path / ("x" * 300))
    (tmp_path / "file.py").write_text("1", encoding="utf-8")
    assert "There is no file" in refused(tmp_path / "file.py" / "more.py")


def test_a_notebook_becomes_a_program(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "source": text, "metadata": {}}
        for text in ("%pip install x", "import numpy\nx = (")
    ]
    path = tmp_path / "mine.ipynb"
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}), encoding="utf-8"
    )
    source = read_source(path)
    assert (source.kind, source.entry, source.recipe.name) == ("notebook", RUNNER, "plain")
    problem = source.problem()
    assert problem is not None
    assert (problem.finding.file, problem.finding.line) == ("cell-2.py", 2)
    assert [(note.kind, note.file, note.line) for note in source.notes()] == [("notebook", "cell-1.py", 1)]
