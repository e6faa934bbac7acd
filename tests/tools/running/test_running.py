"""A program from its file to its report, in the real sandbox."""

import json
from pathlib import Path

import pytest

from knowledge_base.errors import Missing, Refused
from tools.running.environments import Environments
from tools.running.programs import read_source
from tools.running.runs import Ran, Wishes, run_source
from tools.sandbox import Limits, Sandbox
from tools.sandboxing.isolation import find_sandbox
from tutor.findings import finding_document

WISHES = Wishes(Limits(seconds=20, memory_mb=512, output_kb=16))


class Runner:
    """Runs what is written."""

    def __init__(self, folder: Path, environments: Environments) -> None:
        self.folder = folder
        self.environments = environments

    def __call__(self, code: str, name: str = "main.py", wishes: Wishes = WISHES, stdin: bytes = b"") -> Ran:
        path = self.folder / name
        path.write_text(code, encoding="utf-8")
        return self.hand_in(path, wishes, stdin)

    def hand_in(self, path: Path, wishes: Wishes = WISHES, stdin: bytes = b"") -> Ran:
        return run_source(read_source(path), find_sandbox, self.environments, wishes, stdin=stdin)


@pytest.fixture
def run(tmp_path: Path, learner_environments: Environments, learner_python: Path) -> Runner:
    """In the environments that the tests share."""
    return Runner(tmp_path, learner_environments)


def said(ran: Ran) -> str:
    """The first finding in English."""
    finding = finding_document(ran.findings[0], "en")
    return f"{finding['title']}. {finding['detail']}"


def test_a_program_that_ends_well(run: Runner) -> None:
    ran = run("import numpy as np\nname = input()\nprint(np.arange(3), 'ñ', name)\n", stdin=b"Ada\n")
    assert (ran.result.status, ran.result.exit_code, ran.findings) == ("ok", 0, ())
    assert ran.result.stdout == "[0 1 2] ñ Ada\n"


def test_an_exception_is_found_with_its_line(run: Runner) -> None:
    ran = run("import numpy as np\n\n\ndef f(x):\n    return x @ np.ones(4)\n\n\nf(np.ones(3))\n")
    assert (ran.result.status, ran.result.exit_code) == ("error", 1)
    finding = ran.findings[0]
    assert (finding.kind, finding.name, finding.file, finding.line) == (
        "exception",
        "exception.matmul",
        "main.py",
        5,
    )
    assert finding.evidence.startswith("return x @ np.ones(4)\nValueError: ")


def test_a_mistake_in_the_language_is_found_before_anything_runs(run: Runner) -> None:
    path = run.folder / "main.py"
    path.write_text("print('never')\nif True\n    pass\n", encoding="utf-8")

    def nowhere() -> Sandbox:
        raise AssertionError

    ran = run_source(read_source(path), nowhere, run.environments, WISHES)
    assert (ran.result.status, ran.result.exit_code, ran.result.stdout) == ("error", 1, "")
    assert "SyntaxError: expected ':'" in ran.result.stderr
    assert (ran.findings[0].kind, ran.findings[0].line) == ("syntax", 2)


@pytest.mark.parametrize(
    ("code", "limits", "status", "sentence"),
    [
        ("while True: pass", Limits(0.5, 512, 16), "timeout", "It did not finish in 0.5 s"),
        ("x = bytearray(b'x' * 400_000_000); x += x", Limits(60, 300, 16), "memory", "more than 300 MB"),
        ("while True: print('x' * 1000)", Limits(60, 512, 16), "output", "more than 16 KB"),
    ],
)
def test_a_limit_that_ended_it_is_named(
    run: Runner, code: str, limits: Limits, status: str, sentence: str
) -> None:
    ran = run(code, wishes=Wishes(limits))
    assert ran.result.status == status
    assert sentence in said(ran)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import beside\n", "Hand in the folder: tutor run"),
        ("__import__('torch')\n", "tutor run --prepare torch"),
        ("import nunpy\n", "Perhaps numpy was meant"),
        ("import jsom\n", "Perhaps json was meant"),
        ("import pandas\n", "imports no package that the tutor has"),
        ("import numpy\nimport pandas\n", "what programs may use here: numpy,"),
    ],
)
def test_a_module_that_is_not_there(run: Runner, code: str, sentence: str) -> None:
    (run.folder / "beside.py").touch()
    ran = run(code)
    assert ran.findings[0].kind == "import"
    assert sentence in said(ran)


@pytest.mark.parametrize(
    ("code", "name", "evidence"),
    [
        ("import sys\nsys.exit(4)", "exit", "exit code 4"),
        ("import ctypes\nctypes.string_at(0)", "signal.crash", "SIGSEGV"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)", "signal.other", "SIGTERM"),
    ],
)
def test_an_end_without_an_exception(run: Runner, code: str, name: str, evidence: str) -> None:
    finding = run(code).findings[0]
    assert (finding.name, finding.evidence) == (name, evidence)


def test_a_notebook_stops_at_the_cell_that_fails(run: Runner) -> None:
    cells = ("%matplotlib inline\nimport numpy as np\nx = np.ones(2)", "x", "x[5]", "print('never')")
    text = {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells],
    }
    ran = run(json.dumps(text), "mine.ipynb")
    assert ran.result.stdout == "array([1., 1.])\n"
    title = [finding_document(finding, "es")["title"] for finding in ran.findings]
    assert title == ["Celda 3, línea 1: IndexError", "Celda 1, línea 1: se dejó fuera"]


def test_what_else_is_worth_saying_is_said(run: Runner) -> None:
    ran = run("import numpy as np\nimport os\n\nprint(np.exp(np.array([1000.0])))\n")
    assert ran.result.stdout == "[inf]\n"
    assert [(finding.kind, finding.file, finding.line) for finding in ran.findings] == [
        ("overflow", "main.py", 4)
    ]


def test_cells_are_read_together_and_remarks_go_to_theirs(run: Runner) -> None:
    cells = ("%pylab\nimport numpy as np\nx = np.array([1000.0])", "# fine\nnp.exp(x)", "np.log(x); y")
    text = {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells],
    }
    ran = run(json.dumps(text), "mine.ipynb")
    assert [(finding.name, finding.file, finding.line) for finding in ran.findings] == [
        ("exception.NameError", "cell-3.py", 1),
        ("overflow", "cell-2.py", 2),
        ("notebook.skipped", "cell-1.py", 1),
    ]


def test_a_folder_runs_with_its_modules_and_data(run: Runner) -> None:
    folder = run.folder / "project"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts" / "sums.py").write_text(
        "def total(text): return sum(map(int, text.split(',')))", encoding="utf-8"
    )
    (folder / "data.csv").write_text("1,2,3", encoding="utf-8")
    (folder / "main.py").write_text(
        "from parts.sums import total\nprint(total(open('data.csv').read()))\n1 / 0", encoding="utf-8"
    )
    ran = run.hand_in(folder)
    assert ran.result.stdout == "6\n"
    assert (ran.findings[0].file, ran.findings[0].line) == ("main.py", 3)


def test_the_network_and_the_programs_folder_are_explained(run: Runner) -> None:
    assert "no network in the sandbox" in said(
        run("import socket\nsocket.create_connection(('example.com', 80))")
    )
    assert "write files in /tmp" in said(run("open('out.txt', 'w')"))


def test_what_cannot_be_run_now_says_why(run: Runner, tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_text("import torch", encoding="utf-8")
    with pytest.raises(Missing, match="needs torch"):
        run_source(read_source(path), find_sandbox, Environments(tmp_path / "none"), WISHES)
    path.write_text("import math", encoding="utf-8")

    def none_holds() -> Sandbox:
        raise Refused("No sandbox.")

    with pytest.raises(Refused):
        run_source(read_source(path), none_holds, run.environments, WISHES)


def test_torch_gets_what_it_needs_unless_the_learner_says_otherwise() -> None:
    limits = WISHES.within("torch")
    assert limits.seconds >= 30
    assert limits.memory_mb >= 2048
    assert Wishes(Limits(), seconds=2, memory_mb=64).within("torch") == Limits(2, 64)
    assert WISHES.within("numpy") == WISHES.limits
