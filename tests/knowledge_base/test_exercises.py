"""Every exercise, proved through the sandbox that learners meet: what is right passes, what is wrong fails.

`scripts/prove_exercises.py` proves the same in one process, over more draws, while an exercise is written;
`benchmarks/mutation.py` counts the mutants that the checks kill.
"""

from collections.abc import Callable, Iterator

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from tools.critiquing.mistakes import Signature, shipped_signatures, signature_name
from tools.grading.check_files import load_checks
from tools.grading.grader import grade, judge_source
from tools.grading.submissions import WarmSandboxes
from tools.running.environments import Environments
from tools.sandboxing.isolation import find_sandbox

EXERCISES = Exercises(load_course(default_course_folder()))
SEED = 7
pytestmark = pytest.mark.slow


Sandboxes = Callable[[Exercise], WarmSandboxes]


@pytest.fixture(scope="module")
def sandboxes(learner_environments: Environments) -> Iterator[Sandboxes]:
    """Sandboxes with what an exercise needs, one always ahead."""
    made: dict[str, WarmSandboxes] = {}

    def of(exercise: Exercise) -> WarmSandboxes:
        name = exercise.entry.environment
        if name not in made:
            made[name] = WarmSandboxes.of(find_sandbox(), learner_environments.ensure(name))
        return made[name]

    yield of
    for kept in made.values():
        kept.close()


@pytest.mark.parametrize("exercise_id", EXERCISES.ids)
def test_the_reference_and_the_other_ways_pass(exercise_id: str, sandboxes: Sandboxes) -> None:
    exercise = EXERCISES.get(exercise_id)
    ways = {"reference": exercise.reference} | {
        other.id: exercise.alternative_source(other.id) for other in exercise.entry.alternatives
    }
    for name, source in ways.items():
        report = grade(exercise, source, sandboxes(exercise), seed=SEED)
        assert report.passed, (name, report.failed, report.undecided, report.problem)


@pytest.mark.parametrize("exercise_id", EXERCISES.ids)
def test_the_starter_fails_and_each_mistake_in_its_own_way(exercise_id: str, sandboxes: Sandboxes) -> None:
    exercise = EXERCISES.get(exercise_id)
    assert not grade(exercise, exercise.starter, sandboxes(exercise), seed=SEED).passed
    seen = {mistake.id: _signature(exercise, mistake.id, sandboxes) for mistake in exercise.entry.mistakes}
    assert [name for name, signature in seen.items() if not signature.fails] == []
    twins = [(one, other) for one in seen for other in seen if one < other and seen[one].same(seen[other])]
    assert twins == []
    shipped = shipped_signatures(exercise.folder)
    for mistake in exercise.entry.mistakes:
        name = signature_name(exercise, mistake)
        assert name in shipped, "run: python -m scripts.make_signatures"
        assert shipped[name].same(seen[mistake.id])


@pytest.mark.parametrize("exercise_id", EXERCISES.ids)
def test_there_is_an_example_for_the_learner_and_a_case_for_each_function(exercise_id: str) -> None:
    exercise = EXERCISES.get(exercise_id)
    checks = load_checks(exercise).checks
    assert any(example.visible for check in checks.values() for example in check.examples)
    assert len(checks) >= 3
    compared = {check.reference.__name__ for check in checks.values() if check.reference}
    assert compared <= set(exercise.entry.functions)


def _signature(exercise: Exercise, mistake_id: str, sandboxes: Sandboxes) -> Signature:
    judge = judge_source(exercise, load_checks(exercise), sandboxes(exercise), SEED)
    return Signature.of(judge(exercise.mistake_source(mistake_id)))
