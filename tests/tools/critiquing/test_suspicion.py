"""Which lines are suspicious: by the spectrum where there are branches, by evidence where there are none."""

from collections.abc import Sequence

import pytest

from tools.checks import Called, CheckFailed
from tools.critiquing.suspicion import suspects
from tools.critiquing.witnesses import Witness
from tools.findings import Finding

BRANCHES = (
    "def f(x):\n"  # 1
    "    total = 0\n"  # 2
    "    if x > 3:\n"  # 3
    "        total = x * 2\n"  # 4
    "    else:\n"
    "        total = x + 1\n"  # 6
    "    return total\n"  # 7
)
STRAIGHT = (
    "import numpy as np\n\n\ndef f(x):\n"
    "    low = x.min(axis=0)\n"  # 5
    "    unrelated = low + 1\n"  # 6
    "    high = np.log(x)\n"  # 7
    "    return high - low\n"  # 8
)


def call(lines: Sequence[int], failed: bool) -> Witness:
    failure = CheckFailed("value") if failed else None
    return Witness("a", {}, Called("f", (1,), {}, lines=frozenset(lines)), failure)


def test_lines_that_only_failing_calls_execute_come_first() -> None:
    traced = [call([2, 3, 4, 7], True), call([2, 3, 6, 7], False), call([2, 3, 6, 7], False)]
    found = suspects(BRANCHES, ["f"], traced, [])
    assert found[0].line == 4
    assert found[0].score == pytest.approx(1.1)  # Ochiai's 1, and the result depends on it
    assert found[0].why == ("spectrum",)
    assert [item.line for item in found if item.line == 6] == []


def test_straight_code_has_no_spectrum_and_evidence_decides() -> None:
    traced = [call([5, 6, 7, 8], True), call([5, 6, 7, 8], False)]
    warned = Finding("divide-by-zero", "divide-by-zero", "", 7)
    found = suspects(STRAIGHT, ["f"], traced, [warned])
    assert (found[0].line, found[0].why) == (7, ("divide-by-zero",))
    assert all("spectrum" not in item.why for item in found)


@pytest.mark.parametrize(("kind", "line"), [("bits-for-nats", 7), ("wrong-axis", 5), ("negated", 8)])
def test_a_pattern_points_at_lines_with_such_an_operation(kind: str, line: int) -> None:
    found = suspects(STRAIGHT, ["f"], [call([5, 6, 7, 8], True)], [Finding(kind, kind)])
    assert found[0].line == line


def test_what_feeds_a_line_that_raised_comes_after_it() -> None:
    raised = Finding("exception", "exception.other", "", 8)
    found = suspects(STRAIGHT, ["f"], [call([5, 6, 7, 8], True)], [raised])
    assert [item.line for item in found] == [8, 7, 5]


def test_an_argument_points_at_the_lines_that_name_it() -> None:
    ignored = Finding("ignored-argument", "ignored-argument", values={"name": "low"})
    assert {item.line for item in suspects(STRAIGHT, ["f"], [], [ignored])} == {5, 6, 8}


def test_a_wrong_part_points_at_the_lines_that_only_it_comes_from() -> None:
    source = (
        "def f(x):\n    shared = x + 1\n    one = shared * 2\n    other = shared * 3\n    return one, other\n"
    )
    wrong = Finding("wrong-part", "wrong-part", values={"function": "f", "part": "[1]", "right": "[0]"})
    found = suspects(source, ["f"], [], [wrong])
    assert [item.line for item in found] == [4, 2]
    of_dict = source.replace("return one, other", "return {'a': one, 'b': other}")
    wrong = Finding("wrong-part", "wrong-part", values={"function": "f", "part": "['b']", "right": "['a']"})
    assert [item.line for item in suspects(of_dict, ["f"], [], [wrong])] == [4, 2]


def test_with_nothing_else_the_lines_of_the_result_are_named_as_such() -> None:
    found = suspects(STRAIGHT, ["f"], [call([5, 6, 7, 8], True)], [])
    assert {item.why for item in found} == {("result",)}
    assert {item.line for item in found} == {5, 7, 8}


def test_what_is_no_python_has_no_suspects() -> None:
    assert suspects("def f(:\n", ["f"], [], []) == ()
