"""What exceptions mean, told from the very messages that this Python and this numpy give."""

import math
from typing import get_args

import numpy as np
import pytest

from knowledge_base.documents import Language
from tools.source.raised import _MEANINGS, meaning
from tools.source.tracebacks import Raised, exception_finding
from tutor.findings import finding_document
from tutor.messages import keys

RAISING = {
    "broadcast": "np.zeros((2, 3)) - np.zeros(2)",
    "broadcast-output": "np.zeros(3).__iadd__(np.zeros((2, 3)))",
    "assign-shape": "np.zeros((2, 3)).__setitem__(0, np.zeros(2))",
    "matmul": "np.zeros((2, 3)) @ np.zeros((2, 3))",
    "matmul-scalar": "np.zeros((2, 3)) @ np.float64(3)",
    "aligned": "np.dot(np.zeros((2, 3)), np.zeros((2, 3)))",
    "truth": "bool(np.zeros(2))",
    "axis": "np.zeros(2).sum(axis=1)",
    "index": "np.zeros(3)[3]",
    "empty-index": "np.zeros(0)[0]",
    "indices": "np.zeros(3)[0, 1]",
    "array-index": "np.zeros(3)[1.5]",
    "mask-shape": "np.zeros(3)[np.array([True, False])]",
    "list-index": "[1][1]",
    "reshape": "np.zeros(6).reshape(4)",
    "ragged": "np.array([[1], [1, 2]])",
    "scalar": "math.exp(np.zeros(2))",
    "cast": "np.zeros(2, dtype=int).__isub__(np.array([0.5, 1.0]))",
    "read-only": "np.broadcast_to(np.zeros(2), (2, 2)).__setitem__(0, 1)",
    "singular": "np.linalg.inv(np.zeros((2, 2)))",
    "concatenate": "np.concatenate([np.zeros((2, 3)), np.zeros((2, 2))])",
    "stack": "np.stack([np.zeros(2), np.zeros(3)])",
    "nothing-in-it": "np.zeros(0).max()",
    "object-array": 'np.exp(np.array(["a"]))',
    "none": "None + 1",
    "missing-argument": "def f(x): pass\nf()",
    "too-many-arguments": "def f(x): pass\nf(1, 2)",
    "unexpected-argument": "def f(x): pass\nf(1, y=2)",
    "list-math": "[1, 2] * 0.5",
    "operands": '1 + "a"',
    "concatenate-types": '"a" + 1',
    "not-callable": "n = 3; n(4)",
    "not-subscriptable": "n = 3; n[0]",
    "not-iterable": "list(3)",
    "not-integer": "range(1.5)",
    "no-length": "len(3)",
    "list-key": "n = [1]; n['a']",
    "unhashable": "{np.zeros(1)}",
    "unpack": "a, b = 1, 2, 3",
    "convert": 'float("a")',
    "domain": "math.log(-1)",
    "nan-integer": 'int(float("nan"))',
    "too-large": "10.0**400",
    "numpy-attribute": "np.float_",
    "attribute": "np.zeros(1).append(2)",
    "import-first": "del np; np.zeros(1)",
}


def raised_by(code: str) -> Exception:
    try:
        exec(code, {"np": np, "math": math})
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("name", RAISING)
def test_a_message_has_its_words_in_both_languages(name: str) -> None:
    error = raised_by(RAISING[name])
    assert meaning(type(error).__name__, str(error))[0] == name
    finding = exception_finding(Raised(type(error).__name__, str(error), "a.py", 1), {"a.py": b"x"})
    assert finding.name == f"exception.{name}"
    for language in get_args(Language):
        assert "{" not in finding_document(finding, language)["detail"]


def test_every_meaning_is_tried_and_has_words() -> None:
    names = {name for _, _, name in _MEANINGS}
    assert names == set(RAISING)
    for language in get_args(Language):
        assert {f"finding.exception.{name}.detail" for name in names} <= keys(language)


def test_other_exceptions_have_no_meaning_of_their_own() -> None:
    assert meaning("KeyError", "'a'") == ("", {})
    assert meaning("ValueError", "whatever") == ("", {})


def detail(code: str, language: Language) -> str:
    error = raised_by(code)
    finding = exception_finding(Raised(type(error).__name__, str(error), "a.py", 1), {"a.py": b"x"})
    return str(finding_document(finding, language)["detail"])


@pytest.mark.parametrize(("language", "says"), [("es", "van de 0 a 2."), ("en", "go from 0 to 2.")])
def test_the_last_position_is_said_as_a_number(language: Language, says: str) -> None:
    assert says in detail("np.zeros(3)[3]", language)


@pytest.mark.parametrize("code", ["10.0**400", "math.exp(1000)", "float(10**400)"])
@pytest.mark.parametrize("language", get_args(Language))
def test_a_number_that_is_too_large_shows_no_tuple(code: str, language: Language) -> None:
    assert str(raised_by(code)) not in detail(code, language)


@pytest.mark.parametrize(("language", "says"), [("es", "Python dice: “"), ("en", "Python says: “")])
@pytest.mark.parametrize(
    "code",
    [
        "bool(np.zeros(2))",
        "np.zeros(2).sum(axis=1)",
        "np.zeros(3)[np.array([True, False])]",
        "None + 1",
        "a, b = 1, 2, 3",
        "np.zeros(2).view('U7')",
        "[].remove(1)",
        "iter(1, 2, 3)",
    ],
)
def test_what_python_says_is_kept_apart(code: str, language: Language, says: str) -> None:
    assert f"{says}{raised_by(code)}”" in detail(code, language)
