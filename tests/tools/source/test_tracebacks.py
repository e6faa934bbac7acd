"""What is read from a traceback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.source.tracebacks import Raised, exception_finding, last_raised, missing_module
from tutor.findings import finding_document

FILES = {"main.py": b"import parts\nparts.f(0)\n", "parts/__init__.py": b"def f(n):\n    return 1 / n\n"}
TRACE = """\
noise
Traceback (most recent call last):
  File "/box/src/main.py", line 2, in <module>
    parts.f(0)
  File "/box/src/parts/__init__.py", line 2, in f
    return 1 / n
           ~~^~~
  File "/usr/lib/python3.11/json/main.py", line 9, in loads
    whatever
ZeroDivisionError: division by zero
"""


def test_the_innermost_line_of_the_learners_own() -> None:
    raised = last_raised(TRACE, FILES)
    assert raised == Raised("ZeroDivisionError", "division by zero", "parts/__init__.py", 2, "f")
    finding = exception_finding(raised, FILES)
    assert finding.evidence == "return 1 / n\nZeroDivisionError: division by zero"
    said = finding_document(finding, "en")
    assert said["title"] == "parts/__init__.py, line 2: ZeroDivisionError"
    assert said["line"] == 2


def test_of_a_chain_the_last_counts() -> None:
    second = TRACE.replace("ZeroDivisionError: division by zero", "my.own.Trouble: it {broke}")
    chained = f"{TRACE}\nDuring handling of the above exception, another exception occurred:\n\n{second}"
    raised = last_raised(chained, FILES)
    assert raised is not None
    assert (raised.kind, raised.message) == ("Trouble", "it {broke}")
    assert finding_document(exception_finding(raised, FILES), "es")["detail"].startswith(
        "Python dice: “it {broke}”."
    )


def test_an_exception_may_say_nothing() -> None:
    raised = last_raised(
        'Traceback (most recent call last):\n  File "/x/main.py", line 1, in f\nKeyError\n', FILES
    )
    assert raised == Raised("KeyError", "", "main.py", 1, "f")
    assert "KeyError" in finding_document(exception_finding(raised, FILES), "en")["detail"]


@pytest.mark.parametrize(
    "stderr",
    [
        "",
        "Segmentation fault",
        "Traceback (most recent call last):\n  File",
        "x Traceback (most recent call last):\nE: x",
    ],
)
def test_no_exception_is_made_up(stderr: str) -> None:
    assert last_raised(stderr, FILES) is None


@given(st.text(max_size=200))
def test_whatever_a_program_writes_it_is_read(text: str) -> None:
    raised = last_raised(f"Traceback (most recent call last):\n{text}", FILES)
    assert raised is None or finding_document(exception_finding(raised, FILES), "es")["title"]


@pytest.mark.parametrize(
    ("kind", "message", "words"),
    [
        ("NameError", "name 'sofmax' is not defined", "Nothing is called sofmax here"),
        ("gaierror", "[Errno -3] Temporary failure in name resolution", "no network in the sandbox"),
        ("OSError", "[Errno 30] Read-only file system: 'out.txt'", "write files in /tmp"),
        ("OSError", "[Errno 28] No space left on device", "a few MB only"),
        ("RuntimeError", "can't start new thread", "a few threads"),
        ("EOFError", "EOF when reading a line", "--stdin"),
        ("LinAlgError", "Eigenvalues did not converge", "Eigenvalues did not converge"),
    ],
)
def test_common_exceptions_are_explained(kind: str, message: str, words: str) -> None:
    said = finding_document(exception_finding(Raised(kind, message, "main.py", 1), FILES), "en")
    assert words in said["detail"]
    assert finding_document(exception_finding(Raised(kind, message), FILES), "es")["title"].startswith(
        "Tu programa"
    )


def test_which_module_is_missing() -> None:
    assert missing_module(Raised("ModuleNotFoundError", "No module named 'torch.nn'")) == "torch"
    assert missing_module(Raised("ModuleNotFoundError", "odd")) == ""
    assert missing_module(Raised("ImportError", "No module named 'torch'")) == ""
