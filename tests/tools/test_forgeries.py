"""No program is graded as passing without computing what is asked, through the real sandbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from tests.tools.forged_programs import FORGERIES, LOOPS, WRONG
from tools.grading.grader import VECTORISED, grade
from tools.grading.submissions import CallLimits, WarmSandboxes
from tools.sandboxing.isolation import find_sandbox


@pytest.fixture(scope="module")
def softmax() -> Exercise:
    return Exercises(load_course(default_course_folder())).get("softmax")


@pytest.fixture(scope="module")
def sandboxes(learner_python: Path) -> Iterator[WarmSandboxes]:
    with WarmSandboxes(find_sandbox(), learner_python, limits=CallLimits(call=1.0)) as warm:
        yield warm


def test_the_honest_program_passes_by_the_same_way(softmax: Exercise, sandboxes: WarmSandboxes) -> None:
    report = grade(softmax, softmax.reference, sandboxes)
    assert report.passed
    assert {case.outcome for case in report.cases} == {"passed"}


def test_what_the_forgeries_have_for_softmax_fails(softmax: Exercise, sandboxes: WarmSandboxes) -> None:
    report = grade(softmax, WRONG, sandboxes)
    assert "follows_the_definition" in report.failed


@pytest.mark.parametrize("name", FORGERIES)
def test_no_forgery_passes(name: str, softmax: Exercise, sandboxes: WarmSandboxes) -> None:
    report = grade(softmax, FORGERIES[name], sandboxes, seconds=10.0)
    assert not report.passed
    assert report.problem is not None or report.failed or report.undecided


@pytest.mark.parametrize("name", LOOPS)
def test_loops_over_the_data_are_seen_however_they_are_hidden(
    name: str, softmax: Exercise, sandboxes: WarmSandboxes
) -> None:
    report = grade(softmax, LOOPS[name], sandboxes)
    assert VECTORISED in report.failed
