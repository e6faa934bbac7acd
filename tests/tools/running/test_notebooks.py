"""Notebooks as programs: what runs, what is left out, and what is no notebook."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.errors import BadInput
from tools.running.notebooks import RUNNER, Cells, cell_of, read_cells


def notebook(*cells: str, **metadata: Any) -> bytes:
    """The file of a notebook with these code cells."""
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 4,
            "metadata": metadata,
            "cells": [
                {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
                for cell in cells
            ],
        }
    ).encode()


def run(tmp_path: Path, cells: Cells) -> subprocess.CompletedProcess[str]:
    """Run the program outside any sandbox: these tests are about the runner."""
    for name, content in cells.files().items():
        (tmp_path / name).write_bytes(content)
    return subprocess.run(
        [sys.executable, str(tmp_path / RUNNER)], capture_output=True, text=True, check=False
    )


def test_cells_share_names_and_show_their_last_expression(tmp_path: Path) -> None:
    done = run(tmp_path, read_cells(notebook("x = 3\nx", "x + 1;", "print('hi')\n[x]", "None"), "n.ipynb"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\nhi\n[3]\n", "")


def test_the_first_error_ends_it_with_the_line_of_the_cell(tmp_path: Path) -> None:
    cells = read_cells(notebook("def f(n):\n    return 1 / n", "f(0)", "print('never')"), "n.ipynb")
    done = run(tmp_path, cells)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cell-1.py" in done.stderr
    assert "return 1 / n" in done.stderr
    assert RUNNER not in done.stderr
    assert done.stderr.rstrip().endswith("ZeroDivisionError: division by zero")


def test_a_notebook_may_await_exit_and_pickle_its_own(tmp_path: Path) -> None:
    cells = (
        "import asyncio\nawait asyncio.sleep(0, 'slept')",
        "import pickle\nclass A: pass\ntype(pickle.loads(pickle.dumps(A()))).__module__",
        "raise SystemExit(3)",
    )
    done = run(tmp_path, read_cells(notebook(*cells), "n.ipynb"))
    assert (done.returncode, done.stdout) == (3, "'slept'\n'__main__'\n")


def test_what_only_jupyter_understands_is_left_out(tmp_path: Path) -> None:
    cells = read_cells(
        notebook(
            "%matplotlib inline\nx = 7\n!pip install rich\nif x:\n    !ls\n?x\nx?\ny = !ls\nx",
            "%%bash\necho 'no",
            "%%time\nx",
            "print('%d' \n  % x, '''\n!kept\n%kept ''', \"\"\"\n'''\n!kept\"\"\")",
        ),
        "n.ipynb",
    )
    done = run(tmp_path, cells)
    assert done.stderr == ""
    assert done.stdout == "7\n7\n7 \n!kept\n%kept  \n'''\n!kept\n"
    assert [(each.cell, each.line, each.text) for each in cells.skipped] == [
        (1, 1, "%matplotlib inline"),
        (1, 3, "!pip install rich"),
        (1, 5, "!ls"),
        (1, 6, "?x"),
        (1, 7, "x?"),
        (1, 8, "y = !ls"),
        (2, 1, "%%bash"),
        (3, 1, "%%time"),
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["x = 1", "%m", "'''", '"""', "(", ")", "# '''", "'a\\'", "s = '('", "\\", ""]))
)
def test_leaving_out_keeps_the_number_of_lines(lines: list[str]) -> None:
    cell = "\n".join(["0", *lines])
    cells = read_cells(notebook(cell), "n.ipynb")
    kept = cells.code[1].split("\n")
    assert len(kept) == len(lines) + 1
    changed = {
        number for number, (old, new) in enumerate(zip(cell.split("\n"), kept, strict=True), 1) if old != new
    }
    assert changed == {each.line for each in cells.skipped}


def test_cells_are_counted_as_jupyter_shows_them_with_text() -> None:
    text = {"cell_type": "markdown", "source": ["# Title"], "metadata": {}}
    content = json.loads(notebook("", "x = 1"))
    content["cells"].insert(0, text)
    content["cells"][2]["source"] = ["x = 1\n", "y = 2"]
    assert read_cells(json.dumps(content).encode(), "n.ipynb").code == {3: "x = 1\ny = 2"}


def test_an_old_notebook_is_read() -> None:
    cell = {"cell_type": "code", "input": "x = 1", "language": "python", "outputs": [], "collapsed": False}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    assert read_cells(json.dumps(old).encode(), "n.ipynb").code == {1: "x = 1"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "damaged at line 1"),
        (b'{"cells": [\n{"cell_type": "code", "sou', "damaged at line 2"),
        (b"[]", "is not a notebook"),
        (b"null", "is not a notebook"),
        (b"{}", "is not a notebook"),
        (b"\xff\xfe\x00", "is not a notebook"),
        (b"[" * 100_000, "is not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": 3}', "is not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [3]}', "is not a notebook"),
        (notebook().replace(b'"cells": []', b'"cells": [{"cell_type": "code", "source": 3}]'), "is not a"),
        (notebook(), "has no code"),
        (notebook(" \n"), "has no code"),
        (notebook("x", language_info={"name": "R"}), "written in r"),
        (notebook("x", kernelspec={"language": "julia"}), "written in julia"),
    ],
)
def test_what_is_no_notebook_gets_a_clear_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as error:
        read_cells(content, "n.ipynb")
    assert error.value.hint


def test_only_cells_have_numbers() -> None:
    assert cell_of("/box/src/cell-12.py") == cell_of("cell-12.py") == 12
    assert cell_of("my-cell-12.py") is cell_of(RUNNER) is None
