"""Programs that Python does not understand: which line, and in which words."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.source.syntax import LARGEST_BYTES, imported_modules, outside_modules, syntax_problem
from tutor.findings import finding_document
from tutor.messages import keys

CASES = [
    (b"x = (1\n", "open", 1),
    (b"x = [1)\n", "mismatch", 1),
    (b"x = 1)\n", "unmatched", 1),
    (b"if x\n    y = 1\n", "colon", 1),
    (b"if x:\ny = 1\n", "block", 2),
    (b"x = 1\n  y = 2\n", "indent", 2),
    (b"if 1:\n    x = 1\n  y = 2\n", "unindent", 3),
    (b"if 1:\n\tx = 1\n        y = 2\n", "tabs", 3),
    (b"'''abc\n", "triple", 1),
    (b"x = 1\ny = 'abc\n", "quote", 2),
    (b"if x = 1:\n    pass\n", "equals", 1),
    (b"print 'x'\n", "call", 1),
    ("x = “a”\n".encode(), "character", 1),
    ("x\u00a0= 1\n".encode(), "character", 1),
    (b"x = 1\nreturn x\n", "outside", 2),
    (b"await x\n", "outside", 1),
    (b"break\n", "loop", 1),
    (b"x = [1 2]\n", "comma", 1),
    (b"f() = 1\n", "assign", 1),
    (b"1a = 2\n", "literal", 1),
    (b"# -*- coding: nope -*-\n", "encoding", None),
    (b"# fine\nx = '\xf1'\n", "utf8", 2),
    ("x = 1\n".encode("utf-16"), "utf16", None),
    (b"x\0y", "binary", None),
    (b"(" * 5000, "nested", 1),
    (b"-" * 200_000 + b"1", "nested", None),
    (b"+".join([b"1"] * 100_000), "nested", None),
    (b"class\n", "other", 1),
    (b"x = 1\n" * (LARGEST_BYTES // 6 + 1), "long", None),
]


@pytest.mark.parametrize(("source", "name", "line"), CASES, ids=[f"{name}-{line}" for _, name, line in CASES])
def test_a_mistake_is_found_with_its_line(source: bytes, name: str, line: int | None) -> None:
    problem = syntax_problem("main.py", source)
    assert problem is not None
    if sys.version_info[:2] == (3, 11):  # later Pythons say some of it in other words
        assert problem.finding.name == f"syntax.{name}"
    assert problem.finding.line in (line, 1)
    for language in ("es", "en"):
        said = finding_document(problem.finding, language)
        assert said["kind"] == "syntax"
        assert "main.py" in said["title"]
        assert said["detail"]
        assert "{" not in said["detail"]
    assert "SyntaxError" in problem.said or "Error: " in problem.said


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\xef\xbb\xbfx = 1\r\ny = 2\r\n",
        b"# -*- coding: latin-1 -*-\nx = '\xf1'\n",
        "año = 'ñ'\n".encode(),
        b"x = '\\d'\n",  # Python warns; that is no mistake
        b"if 1:\n\tx = 1\n\ty = 2\n",
    ],
)
def test_what_python_understands_has_no_problem(source: bytes) -> None:
    assert syntax_problem("main.py", source) is None


def test_a_notebook_may_await_at_its_top() -> None:
    assert syntax_problem("cell-1.py", b"await x", top_level_await=True) is None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text("()[]{}'\"\\:=\n\t #@fx0", max_size=60).map(str.encode))
def test_no_file_is_too_strange_to_be_explained(source: bytes) -> None:
    if problem := syntax_problem("main.py", source):
        assert finding_document(problem.finding, "es")["detail"]


def test_the_evidence_is_the_line() -> None:
    problem = syntax_problem("main.py", b"x = 1\n  if x = 1:\n".replace(b"  if", b"if"))
    assert problem is not None
    assert problem.finding.evidence == "if x = 1:"


def test_every_explanation_is_in_both_languages() -> None:
    details = {key for key in keys("en") if key.startswith("finding.syntax.") and key.endswith(".detail")}
    assert {f"finding.syntax.{name}.detail" for _, name, _ in CASES} <= details
    assert details <= keys("es")


def test_what_a_program_imports_from_outside() -> None:
    files = {
        "main.py": b"import os, numpy as np\nfrom parts import a\nimport near\nfrom . import x\nimport x.y",
        "near.py": b"def f():\n    import torch.nn",
        "parts/__init__.py": b"import main",
        "broken.py": b"import ((",
        "data.txt": b"import pandas",
    }
    assert outside_modules(files) == {"numpy", "torch", "x"}
    assert imported_modules([b"try:\n    import a.b\nexcept ImportError:\n    from c import d"]) == {"a", "c"}
