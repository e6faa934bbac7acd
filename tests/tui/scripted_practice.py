"""Practice without a sandbox: the real service on a record of its own, and verdicts that are prepared."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.errors import TutorError
from knowledge_base.exercises import Exercises
from tests.tui.scripted_tutor import ScriptedTutor
from tools.checks import Called, CheckFailed
from tools.critiquing.critique import Critique
from tools.critiquing.mistakes import Recognised
from tools.grading.check_files import load_checks
from tools.grading.checking import CaseResult, Counterexample
from tools.grading.grader import NO_LOOPS, VECTORISED, Report
from tools.grading.remarks import case_finding, unreadable_code
from tools.grading.submissions import Code
from tools.running.environments import Environment, Environments
from tools.running.package_index import Say, quiet
from tools.running.runs import Wishes
from tools.sandbox import Limits, Program, RunResult
from tutor.learner.record import Record
from tutor.practice import Judged, Practice

COURSE = load_course(default_course_folder())


class FrozenExercises(Exercises):
    """Those of the course, with softmax as it once was: the pictures need not follow its every word."""

    @cached_property
    def _folders(self) -> dict[str, tuple[str, Path]]:
        folders = dict(super()._folders)
        folders["softmax"] = (folders["softmax"][0], Path(__file__).parent / "exercises" / "softmax")
        return folders


SOFTMAX = FrozenExercises(COURSE).get("softmax")
WRONG_AXIS = SOFTMAX.mistake_source("wrong-axis")
NO_MAX = SOFTMAX.mistake_source("no-max")
CALL = "softmax(logits=np.array([[0.0, 0.0]]))"
START = datetime(2026, 11, 28, 10, tzinfo=UTC)


class Ticking:
    """A clock that moves by a minute at each look."""

    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


class ScriptedPractice(Practice):
    """Only `judge` is prepared: the reference passes, what says nothing is unusable, all else fails.

    Attributes:
        gate: a verdict waits until it is set.
        errors: raised in place of a verdict, one after the other.
        judged: every program that was handed in.
    """

    def __init__(self, home: Path) -> None:
        record = Record(home / "learner.db", Ticking())
        super().__init__(COURSE, record, _no_sandbox, Environments(home / "environments"), home / "cache")
        self.exercises = FrozenExercises(COURSE)
        self.gate = threading.Event()
        self.gate.set()
        self.errors: list[TutorError] = []
        self.judged: list[str] = []

    def judge(self, exercise_id: str, code: Code, *, seed: int | None = None, say: Say = quiet) -> Judged:
        """The prepared verdict on a program."""
        say("Installing {name}…", name="numpy")
        self.judged.append(code.text)
        self.gate.wait()
        if self.errors:
            raise self.errors.pop(0)
        exercise = self.exercises.get(exercise_id)
        report = self._report(code)
        known = next((each for each in SOFTMAX.entry.mistakes if each.id == "wrong-axis"), None)
        mistake = Recognised(known, "sure") if known and code.text == WRONG_AXIS else None
        return Judged(exercise, report, Critique((), mistake))

    def _report(self, code: Code) -> Report:
        problem = unreadable_code(code)
        cases = () if problem else self._cases(passed=code.text == SOFTMAX.reference)
        findings = {
            case.name: case_finding(case, code, SOFTMAX.starter, ("softmax",), 2.0, ("numpy",))
            for case in cases
            if case.outcome == "failed"
        }
        titles = {name: check.title for name, check in load_checks(SOFTMAX).checks.items()}
        titles |= {VECTORISED: NO_LOOPS}
        return Report("softmax", cases, findings, titles, len(self.judged), problem, 0.5, "", code)

    def _cases(self, *, passed: bool) -> tuple[CaseResult, ...]:
        first, *others = load_checks(SOFTMAX).checks
        called = Called("softmax", (), {"logits": np.array([[0.0, 0.0]])}, np.array([[1.0, 1.0]]))
        failure = CheckFailed("value", expected=np.array([[0.5, 0.5]]), got=np.array([[1.0, 1.0]]))
        shown = None if passed else Counterexample(called, failure)
        begun = CaseResult(first, "passed" if passed else "failed", ("ok",), "ok", counterexample=shown)
        return (begun, *(CaseResult(name, "passed", ("ok",), "ok") for name in (*others, VECTORISED)))


class ScriptedSandbox:
    """A sandbox that prints one line, or ends with what was prepared."""

    def __init__(self) -> None:
        self.ran: list[bytes] = []
        self.result = RunResult("ok", 0, "[0.5 0.5]\n", "", False, 0.21, 30.0, "scripted")

    def run(self, program: Program, limits: Limits, stdin: bytes = b"") -> RunResult:
        """What was prepared."""
        self.ran.append(program.files[program.entry])
        return self.result


class ScriptedEnvironments:
    """Every environment is there."""

    def ready(self, name: str, say: Say = quiet) -> Environment:
        """One that nothing is run in."""
        return Environment(name, Path("/nowhere"), Path("/nowhere/python"), "numpy", ("numpy",))


@dataclass
class PracticeTutor(ScriptedTutor):
    """A tutor with practice; what it opens is opened again from the same folder by the next one."""

    practice: Any = None
    sandbox: Any = field(default_factory=ScriptedSandbox)
    environments: Any = field(default_factory=ScriptedEnvironments)

    def __post_init__(self) -> None:
        self.practice = ScriptedPractice(self.home)

    def wishes(self) -> Wishes:
        """Ordinary limits."""
        return Wishes(Limits())


def _no_sandbox() -> Any:
    raise AssertionError("nothing is run here")
