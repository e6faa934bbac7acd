"""What running says: exceptions, numbers, axes, and experiments; on small checks of the tests' own."""

import time
from typing import Any

import numpy as np
import pytest

from knowledge_base.documents import Language
from tests.tools.local_submission import LocalSubmission
from tools.checks import Check, Warned, agrees, example
from tools.critiquing.experiments import experiment_findings
from tools.critiquing.symptoms import numerical_findings, raised_findings, result_findings, trouble_finding
from tools.critiquing.witnesses import Witness, witnesses
from tools.findings import Finding
from tools.strategies import matrices
from tutor.findings import finding_document

BATCH = [
    example(x=np.array([[1.0, 2.0, 3.0], [4.0, 0.0, 1.0]])),
    example(x=np.array([[0.5, 2.5], [1.0, -3.0]])),
]


def shares(x: np.ndarray) -> Any:
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


def checks_of(reference: Any, **given: Any) -> dict[str, Check]:
    return {"agrees": agrees(reference, es="sí", en="yes", **given)}


def seen_of(source: str, checks: dict[str, Check]) -> tuple[Witness, ...]:
    return witnesses(checks, LocalSubmission(source), 3, time.monotonic() + 60)


def results(source: str, checks: dict[str, Check]) -> list[Finding]:
    return list(result_findings(checks, seen_of(source, checks)))


def test_an_exception_is_told_once_with_its_line_and_meaning() -> None:
    source = "import numpy as np\ndef shares(x):\n    return x - np.zeros((5, 7))\n"
    seen = seen_of(source, checks_of(shares, examples=BATCH))
    (finding,) = raised_findings(seen, source.encode())
    assert (finding.kind, finding.name, finding.line) == ("exception", "exception.broadcast", 3)
    assert finding.evidence.startswith("return x - np.zeros((5, 7))\nValueError: operands")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("overflow", "    e = np.exp(1000 * x)\n"),
        ("divide-by-zero", "    e = 1 / (x - x)\n"),
        ("log-of-zero", "    e = np.log2(x - x)\n"),
        ("invalid-value", "    e = np.sqrt(-1 - x * x)\n"),
    ],
)
def test_numerical_trouble_is_told_with_the_line_that_began_it(kind: str, line: str) -> None:
    source = f"import numpy as np\ndef shares(x):\n{line}    return e / e.sum(axis=-1, keepdims=True)\n"
    seen = seen_of(source, checks_of(shares, examples=BATCH))
    (finding,) = numerical_findings(seen, source.encode())
    assert (finding.kind, finding.line) == (kind, 3)
    assert line.strip() in finding.evidence


@pytest.mark.parametrize(("language", "names"), [("es", "la división"), ("en", "the division")])
def test_an_operation_on_single_numbers_is_named_as_one_says_it(language: Language, names: str) -> None:
    warned = Warned("RuntimeWarning", "invalid value encountered in scalar divide", 1)
    said = finding_document(trouble_finding(warned, b"x / y\n", "a.py"), language)
    assert names in said["title"]
    assert names in said["detail"]
    assert "scalar" not in said["title"] + said["detail"]


@pytest.mark.parametrize(
    ("language", "title"), [("es", "El logaritmo de 0 (log2)"), ("en", "The logarithm of 0 (log2)")]
)
def test_a_logarithm_of_0_is_no_division(language: Language, title: str) -> None:
    warned = Warned("RuntimeWarning", "divide by zero encountered in log2", 1)
    assert finding_document(trouble_finding(warned, b"x\n", "a.py"), language)["title"] == title


def test_nan_without_a_warning_is_told_too() -> None:
    source = "import numpy as np\ndef shares(x):\n    return x * np.nan\n"
    (finding,) = numerical_findings(seen_of(source, checks_of(shares, examples=BATCH)), source.encode())
    assert (finding.kind, finding.line) == ("nonfinite", None)


@pytest.mark.parametrize(
    ("kind", "divisor"),
    [
        ("wrong-axis", "e.sum(axis=0, keepdims=True)"),
        ("whole-array", "e.sum()"),
        ("negated", "-e.sum(-1)[..., None]"),
    ],
)
def test_another_axis_is_told_from_other_patterns(kind: str, divisor: str) -> None:
    source = f"import numpy as np\ndef shares(x):\n    e = np.exp(x)\n    return e / {divisor}\n"
    (finding,) = results(source, checks_of(shares, given={"x": matrices()}, examples=BATCH))
    assert finding.kind == kind
    assert "shares(x=np.array(" in finding.evidence


def test_a_result_that_is_right_is_of_no_other_axis() -> None:
    def doubled(x: np.ndarray) -> Any:
        return 2 * x

    source = "def doubled(x):\n    return 2 * x + 1e-8\n"
    strict = agrees(doubled, es="sí", en="yes", examples=BATCH, tolerance=1e-12)
    assert [finding.kind for finding in results(source, {"agrees": strict})] == ["inexact"]


@pytest.mark.parametrize(
    ("language", "title"), [("es", "total divide entre demasiados"), ("en", "total divides by too many")]
)
def test_a_divisor_that_is_too_large_is_said_once_with_its_function(language: Language, title: str) -> None:
    def total(x: np.ndarray) -> Any:
        return x.sum(axis=0)

    def twice(x: np.ndarray) -> Any:
        return 2 * x.sum(axis=0)

    source = "def total(x):\n    return x.mean(axis=0)\ndef twice(x):\n    return 2 * total(x)\n"
    examples = [*BATCH, example(x=np.array([[1.0, 2.0], [4.0, 0.5], [7.0, 3.0]]))]
    checks = {f.__name__: agrees(f, es="sí", en="yes", examples=examples) for f in (total, twice)}
    (finding,) = results(source, checks)
    assert finding.kind == "mean-for-sum"
    assert finding_document(finding, language)["title"] == title


def test_a_right_program_has_no_symptoms() -> None:
    source = (
        "import numpy as np\ndef shares(x):\n    e = np.exp(x)\n    return e / e.sum(-1, keepdims=True)\n"
    )
    checks = checks_of(shares, given={"x": matrices()}, examples=BATCH)
    assert results(source, checks) == []
    assert list(numerical_findings(seen_of(source, checks), source.encode())) == []


def weighted(x: np.ndarray, weight: float, name: str) -> Any:
    return x * weight + len(name)


WEIGHTED = [
    example(x=np.array([1.0, 2.0, 3.0]), weight=2.0, name="a"),
    example(x=np.array([4.0, 0.5]), weight=3.0, name="bc"),
    example(x=np.array([4.0, 1.5, 9.0]), weight=-1.0, name="bc"),
]


def experiments(source: str, checks: dict[str, Check]) -> list[Finding]:
    with LocalSubmission(source).open_call() as call:
        return list(experiment_findings(checks, seen_of(source, checks), call))


def test_an_argument_that_changes_nothing_is_named() -> None:
    source = "def weighted(x, weight, name):\n    return x * 2 * x + len(name)\n"
    (finding,) = experiments(source, checks_of(weighted, examples=WEIGHTED))
    assert (finding.kind, finding.values["name"]) == ("ignored-argument", "weight")


def test_two_inputs_are_too_few_to_say_that_an_argument_is_ignored() -> None:
    source = "def weighted(x, weight, name):\n    return x * 2 * x + len(name)\n"
    assert experiments(source, checks_of(weighted, examples=WEIGHTED[:2])) == []


@pytest.mark.parametrize(("language", "says"), [("es", "que se probaron"), ("en", "inputs that were tried")])
def test_an_ignored_argument_is_claimed_of_the_tried_inputs_only(language: Language, says: str) -> None:
    source = "def weighted(x, weight, name):\n    return x * 2 * x + len(name)\n"
    (finding,) = experiments(source, checks_of(weighted, examples=WEIGHTED))
    assert says in finding_document(finding, language)["detail"]


def test_results_that_change_by_themselves_are_unstable() -> None:
    source = (
        "calls = []\ndef weighted(x, weight, name):\n    calls.append(1)\n"
        "    return x * weight + len(calls) * 9\n"
    )
    (finding,) = experiments(source, checks_of(weighted, examples=WEIGHTED))
    assert finding.kind == "unstable"


def test_rows_that_influence_each_other_are_told() -> None:
    source = (
        "import numpy as np\ndef shares(x):\n    e = np.exp(x)\n"
        "    return e / e.sum(-1, keepdims=True) + (e[::-1].sum() - e[0].sum()) * 1e-2\n"
    )
    (finding,) = experiments(source, checks_of(shares, examples=BATCH))
    assert finding.kind == "mixed-rows"


def test_a_program_that_uses_all_its_arguments_has_none_ignored() -> None:
    source = "def weighted(x, weight, name):\n    return x * weight - len(name)\n"
    assert experiments(source, checks_of(weighted, examples=WEIGHTED)) == []
