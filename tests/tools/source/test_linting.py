"""What ruff says of learners' programs."""

import subprocess
from typing import Any

import pytest

from tools.source.linting import LEARNER_RULES, linted


def test_mistakes_are_found_with_line_and_name() -> None:
    found = linted(
        "def f(x, unused, seen=[]):\n"
        "    y = x + 1\n"
        "    if x is 3:\n"
        "        return missing + len(seen)  # noqa\n",
        "mine.py",
    )
    seen = {(item.kind, item.line, item.values["name"]) for item in found}
    assert {
        ("unused-argument", 1, "unused"),
        ("mutable-default", 1, ""),
        ("missing-return", 1, "return"),
        ("unused-value", 2, "y"),
        ("is-literal", 3, "=="),
        ("undefined-name", 4, "missing"),
    } == seen
    assert {item.file for item in found} == {"mine.py"}


def test_style_is_nobodys_business() -> None:
    ugly = "import os, sys\nfrom math import *\ndef F( l ):\n  O=[i for i in l];print( O )\n  return  O\n"
    assert linted(ugly) == ()


def test_what_is_no_python_is_left_to_others() -> None:
    assert linted("def f(:\n") == ()


def test_without_ruff_there_are_no_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: Any, **_kwargs: Any) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "run", gone)
    assert linted("def f(x):\n    return y\n") == ()


def test_every_rule_has_a_kind() -> None:
    assert all(LEARNER_RULES.values())
