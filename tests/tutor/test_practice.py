"""A learner's way through an exercise: attempts, rungs, the solution, what counts and what is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import BadInput, Refused
from knowledge_base.exercises import Exercises
from tests.learner_environments import share
from tools.grading.submissions import Code
from tools.running.environments import Environments
from tools.sandbox import Sandbox
from tools.sandboxing.isolation import find_sandbox
from tutor.learner.record import Record
from tutor.practice import Checked, Practice, read_code
from tutor.practice_documents import checked_document, exercise_document, hint_document, suggestion_document

COURSE = load_course(default_course_folder())
SOFTMAX = Exercises(COURSE).get("softmax")
START = datetime(2026, 11, 28, 10, tzinfo=UTC)
# Another wrong program each time, none of them a known mistake.
WRONG = [
    f"import numpy as np\n\n\ndef softmax(logits):\n    return np.exp(logits) * {factor}\n"
    for factor in range(2, 8)
]


class Clock:
    """Time that moves by a minute at each look, and by days when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Of the record."""
    return Clock()


@pytest.fixture
def practice(tmp_path: Path, learner_environments: Environments, clock: Clock) -> Iterator[Practice]:
    """On a fresh record, with the sandbox of this machine."""
    share(learner_environments, tmp_path)
    record = Record(tmp_path / "learner.db", clock)
    made = Practice(COURSE, record, find_sandbox, Environments(tmp_path / "environments"), tmp_path / "cache")
    yield made
    made.close()


def check(practice: Practice, source: str, exercise: str = "softmax") -> Checked:
    """Check a program, always with the same inputs."""
    return practice.check(exercise, Code.of_file("softmax.py", source), seed=1)


def test_a_failed_attempt_is_explained_and_kept(practice: Practice) -> None:
    checked = check(practice, SOFTMAX.mistake_source("wrong-axis"))
    document = checked_document(checked, "es")
    assert not document["passed"]
    assert document["mistake"]["id"] == "wrong-axis"
    assert "fila" in document["mistake"]["explanation"]
    assert document["counterexample"]["call"].startswith("softmax(logits=np.array(")
    assert document["next_hint"]["rung"] == "counterexample"
    assert document["after"] is None
    (attempt,) = practice.record.attempts("softmax")
    assert (attempt.outcome, attempt.mistake) == ("failed", "wrong-axis")
    assert "follows_the_definition" in attempt.failing


def test_a_pass_brings_the_explanation_and_two_other_ways(practice: Practice) -> None:
    before = practice.mastery(SOFTMAX)["softmax"]
    document = checked_document(check(practice, SOFTMAX.reference), "en")
    assert document["passed"]
    assert document["next_hint"] is None
    assert "keepdims" in document["after"]["explanation"]
    assert len(document["after"]["alternatives"]) >= 2
    assert practice.work("softmax").state == "solved"
    assert practice.mastery(SOFTMAX)["softmax"] > before


def test_the_rungs_come_one_by_one_each_for_a_changed_program(practice: Practice) -> None:
    seen = []
    for source in WRONG[:4]:
        check(practice, source)
        seen.append(practice.hint("softmax", "es").rung)
        again = practice.hint("softmax", "es")
        assert (again.rung, again.new) == (seen[-1], False)
        check(practice, source + "# the same, with a remark\n")
        assert practice.hint("softmax", "es").rung == seen[-1]
    assert seen == ["counterexample", "question", "idea", "shape"]
    check(practice, WRONG[4])
    last = hint_document(practice.hint("softmax", "es"))
    assert last["rung"] == "shape"
    assert "____" in last["code"]


def test_the_first_rung_is_the_call_to_do_by_hand(practice: Practice) -> None:
    shown = checked_document(check(practice, WRONG[0]), "es")["counterexample"]["call"]
    assert shown in practice.hint("softmax", "es").text


def test_the_idea_names_where_to_read(practice: Practice) -> None:
    for source in WRONG[:3]:
        check(practice, source)
        hint = practice.hint("softmax", "en")
    assert hint.reading is not None
    assert "Softmax" in hint.reading.title


def test_no_hint_without_an_attempt_nor_after_a_pass(practice: Practice) -> None:
    with pytest.raises(BadInput, match="come after an attempt"):
        practice.hint("softmax", "es")
    check(practice, SOFTMAX.starter)  # as it was handed out: nothing was tried
    with pytest.raises(BadInput, match="come after an attempt"):
        practice.hint("softmax", "es")
    with pytest.raises(BadInput, match="come after an attempt"):
        practice.reveal("softmax", "es")
    check(practice, SOFTMAX.reference)
    with pytest.raises(BadInput, match="nothing to hint at"):
        practice.hint("softmax", "es")


def test_the_starter_is_no_attempt(practice: Practice) -> None:
    checked = check(practice, SOFTMAX.starter)
    assert not checked.report.passed
    assert practice.record.attempts() == ()
    assert practice.work("softmax").state == "new"


def test_a_revealed_solution_does_not_count_as_solved_for_a_week(practice: Practice, clock: Clock) -> None:
    check(practice, WRONG[0])
    shown = practice.reveal("softmax", "en")
    assert shown.code == SOFTMAX.reference
    assert check(practice, SOFTMAX.reference).report.passed
    assert practice.work("softmax").state == "revealed"
    clock.now += timedelta(days=8)
    check(practice, SOFTMAX.reference)
    assert practice.work("softmax").state == "solved"


def test_what_was_begun_is_suggested_and_the_statement_shown(practice: Practice) -> None:
    first = suggestion_document(practice.suggestion(), "es")
    assert first is not None
    assert first["reason"] == "first"
    check(practice, WRONG[0])
    begun = suggestion_document(practice.suggestion(), "es")
    assert begun is not None
    assert (begun["id"], begun["reason"]) == ("softmax", "begun")
    shown = exercise_document(practice.line("softmax"), COURSE, "es")
    assert shown["state"] == "tried"
    assert "Escribe `softmax(logits)`" in shown["statement"]
    assert shown["after"] is None


def test_lines_can_be_of_one_unit_or_skill(practice: Practice) -> None:
    assert {line.exercise.unit for line in practice.lines("01-math-foundations")} == {"01-math-foundations"}
    assert "softmax" in [line.exercise.id for line in practice.lines("softmax")]
    with pytest.raises(BadInput, match="nearest"):
        practice.lines("sofmax")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def softmax(logits)\n    return logits\n", "línea 1"),
        ("def sofmax(logits):\n    return logits\n", "sofmax"),
        ("import torch\n\n\ndef softmax(logits):\n    return logits\n", "torch"),
        ("# nothing yet\n", "vacío"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_a_teacher_would(
    practice: Practice, source: str, said: str
) -> None:
    document = checked_document(check(practice, source), "es")
    assert said in document["problem"]["detail"] + document["problem"]["title"]
    assert practice.record.attempts("softmax")[-1].outcome == "unusable"
    assert practice.hint("softmax", "es").text.startswith("Antes de una pista")


def test_without_a_sandbox_nothing_runs_and_nothing_is_kept(
    tmp_path: Path, learner_environments: Environments, clock: Clock
) -> None:
    def none_holds() -> Sandbox:
        raise Refused("No sandbox holds.")

    share(learner_environments, tmp_path)
    record = Record(tmp_path / "learner.db", clock)
    made = Practice(COURSE, record, none_holds, Environments(tmp_path / "environments"), tmp_path / "cache")
    with pytest.raises(Refused):
        check(made, SOFTMAX.reference)
    assert record.attempts() == ()
    made.close()


def test_a_notebook_is_checked_like_a_file(practice: Practice, tmp_path: Path) -> None:
    sheet = practice.start("softmax", tmp_path / "work", "es", notebook=True)
    text = sheet.program.read_text(encoding="utf-8")
    solved = text.replace("raise NotImplementedError", SOFTMAX.reference.splitlines()[4].strip())
    solved = solved.replace(
        "keepdims=True)\"", "keepdims=True)\\n    weights = np.exp(shifted)\\n    "
        "return weights / weights.sum(axis=-1, keepdims=True)\""
    )  # fmt: skip
    sheet.program.write_text(solved, encoding="utf-8")
    checked = practice.check("softmax", read_code(sheet.program), seed=1)
    assert checked.report.passed, checked_document(checked, "en")
