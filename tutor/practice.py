"""Practice: choose an exercise, hand it out, check what comes back, help one rung at a time, and keep it all.

Both faces and the agent use this; it is where exercises, sandbox, grader, critique and record meet.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercise, Exercises
from tools.hints import RUNGS, Standing, program_fingerprint, standing
from tools.running.package_index import Say, quiet
from tutor.hinting import Hint, authored_hint
from tutor.learner.entries import Attempt, AttemptOutcome, Help, Profile
from tutor.learner.mastery import estimate
from tutor.learner.record import Record
from tutor.learner.work import Work, work_on
from tutor.next_exercise import Suggestion, suggest

if TYPE_CHECKING:
    from tools.critiquing.critique import Critique
    from tools.grading.grader import Report
    from tools.grading.submissions import Code, WarmSandboxes
    from tools.running.environments import Environments
    from tools.sandbox import Sandbox
    from tools.worksheet import Worksheet


@dataclass(frozen=True)
class ExerciseLine:
    """An exercise in the list, with what came of it."""

    exercise: Exercise
    work: Work


@dataclass(frozen=True)
class Checked:
    """What a check says.

    Attributes:
        exercise: that was checked.
        report: the verdict.
        critique: what was seen.
        standing: the rung that the attempt earned.
        mastery: of each skill that the exercise practises, from 0 to 1.
    """

    exercise: Exercise
    report: "Report"
    critique: "Critique"
    standing: Standing
    mastery: dict[str, float]


@dataclass(frozen=True)
class Judged:
    """A verdict that is not kept yet."""

    exercise: Exercise
    report: "Report"
    critique: "Critique"


class Practice:
    """One learner's practice.

    Args:
        course: whose exercises they are.
        record: where attempts and help are kept.
        find_sandbox: called when there is something to run.
        environments: of the learner.
        cache: a folder for what can be made again.
    """

    def __init__(
        self,
        course: Course,
        record: Record,
        find_sandbox: Callable[[], "Sandbox"],
        environments: "Environments",
        cache: Path,
    ) -> None:
        self.course = course
        self.record = record
        self.exercises = Exercises(course)
        self._find_sandbox = find_sandbox
        self._environments = environments
        self._cache = cache
        self._lock = threading.Lock()
        self._warm: dict[str, WarmSandboxes] = {}

    def close(self) -> None:
        """End the sandboxes that wait, and close the record."""
        with self._lock:
            waiting, self._warm = self._warm, {}
        for sandboxes in waiting.values():
            sandboxes.close()
        self.record.close()

    # -- choosing ----------------------------------------------------------------------------------

    @cached_property
    def in_order(self) -> tuple[Exercise, ...]:
        """Every exercise: by unit, the easier first.

        Raises:
            BadInput: an exercise's files are wrong.
        """
        return tuple(found for unit in self.course.units for found in self.exercises.of_unit(unit.id))

    def lines(self, place: str = "") -> list[ExerciseLine]:
        """The exercises with their state.

        Args:
            place: id of a unit or skill; all exercises when empty.

        Raises:
            BadInput: there is no such unit or skill.
        """
        if place and not any(place == unit.id for unit in self.course.units):
            self.course.skill(place)
        work = self._work_on_all(self.record.brief_attempts())
        return [
            ExerciseLine(found, work.get(found.id, Work("new")))
            for found in self.in_order
            if not place or place == found.unit or place in found.entry.skills
        ]

    def line(self, exercise_id: str) -> ExerciseLine:
        """One exercise with its state.

        Raises:
            BadInput: there is none of that id.
        """
        return ExerciseLine(self.exercises.get(exercise_id), self.work(exercise_id))

    def work(self, exercise_id: str) -> Work:
        """What came of an exercise."""
        return work_on(self.record.brief_attempts(exercise_id), self.record.helps(exercise_id))

    def suggestion(self, skill: str = "") -> Suggestion | None:
        """What to do now; None where all is solved."""
        attempts = self.record.brief_attempts()
        latest = [attempt.exercise for attempt in attempts]
        return suggest(self.in_order, self._work_on_all(attempts), latest, skill)

    def _work_on_all(self, attempts: Sequence[Attempt]) -> dict[str, Work]:
        """What came of each exercise of which the record knows anything."""
        tried: dict[str, tuple[list[Attempt], list[Help]]] = defaultdict(lambda: ([], []))
        for attempt in attempts:
            tried[attempt.exercise][0].append(attempt)
        for help_ in self.record.helps():
            tried[help_.exercise][1].append(help_)
        return {name: work_on(*kept) for name, kept in tried.items()}

    def start(
        self, exercise_id: str, folder: Path, language: Language, notebook: bool = False
    ) -> "Worksheet":
        """Write the files to work in; what is there already stays as it is.

        Raises:
            BadInput: there is no such exercise, or no folder can be made there.
        """
        from tools.worksheet import write_worksheet

        return write_worksheet(self.exercises.get(exercise_id), folder, language, notebook)

    # -- checking ----------------------------------------------------------------------------------

    def check(self, exercise_id: str, code: "Code", *, seed: int | None = None, say: Say = quiet) -> Checked:
        """Judge a program, say why it fails, and keep the attempt; the starter as it was given is none.

        Args:
            exercise_id: that it is for.
            code: what the learner handed in.
            seed: of the drawn inputs; fresh entropy when it is None.
            say: hears what takes a while, such as making the environment.

        Raises:
            BadInput: there is no such exercise.
            Missing: the environment is not there and cannot be made now.
            Refused: no sandbox holds on this machine; nothing was run.
        """
        return self.keep(self.judge(exercise_id, code, seed=seed, say=say))

    def judge(self, exercise_id: str, code: "Code", *, seed: int | None = None, say: Say = quiet) -> "Judged":
        """As `check`, keeping nothing: for a face whose learner may cancel meanwhile."""
        from tools.critiquing.critique import critique
        from tools.grading.grader import grade

        exercise = self.exercises.get(exercise_id)
        sandboxes = self.warmed(exercise, say)
        report = grade(exercise, code, sandboxes, seed=seed)
        return Judged(
            exercise, report, critique(exercise, report, sandboxes, folder=self._cache / "mistakes")
        )

    def keep(self, judged: "Judged") -> Checked:
        """Keep the attempt; the starter as it was given is none."""
        return self._kept(judged.exercise, judged.report, judged.critique)

    def warmed(self, exercise: Exercise, say: Say = quiet) -> "WarmSandboxes":
        """Sandboxes for an exercise, one of them started ahead."""
        from tools.grading.submissions import WarmSandboxes

        name = exercise.entry.environment
        with self._lock:
            if name not in self._warm:
                environment = self._environments.ready(name, say)
                self._warm[name] = WarmSandboxes.of(self._find_sandbox(), environment)
            return self._warm[name]

    def _kept(self, exercise: Exercise, report: "Report", critique: "Critique") -> Checked:
        program = program_fingerprint(report.code.text)
        due = Standing(0, False)
        if program != program_fingerprint(exercise.starter):
            due = self._keep_attempt(exercise, report, critique, program)
        return Checked(exercise, report, critique, due, self.mastery(exercise))

    def _keep_attempt(
        self, exercise: Exercise, report: "Report", critique: "Critique", program: str
    ) -> Standing:
        from tutor.reports import counterexample

        shown = report.shown
        self.record.add_attempt(
            exercise.id,
            report.code.text,
            program,
            _outcome(report),
            report.failed,
            critique.mistake.mistake.id if critique.mistake else "",
            report.seed,
            counterexample(shown, "en") if shown else None,
            exercise.entry.skills,
        )
        self._keep_review(exercise)
        due = self._standing(exercise.id)
        if due.new and due.rung == 1:  # the report shows the counterexample
            self.record.add_help(exercise.id, 1, program)
        return due

    def _keep_review(self, exercise: Exercise) -> None:
        """An exercise that was solved alone comes back before it is forgotten."""
        from tutor.reviews.coding import keep_outcomes
        from tutor.reviews.in_force import schedule_in_force

        schedule = schedule_in_force(self.record, self.record.latest(Profile))
        keep_outcomes(self.record, f"exercise:{exercise.id}", exercise.entry.skills[0], schedule)

    # -- helping -----------------------------------------------------------------------------------

    def hint(self, exercise_id: str, language: Language) -> Hint:
        """The rung that the latest attempt has earned; the same again until the program changes.

        Raises:
            BadInput: there is no such exercise, nothing was tried yet, or the latest attempt passed.
        """
        exercise = self.exercises.get(exercise_id)
        due = self._standing(exercise_id)
        if due.rung == 0 or due.passed:
            raise _no_hint(exercise_id, due)
        attempt = self.latest(exercise_id)
        assert attempt is not None
        if due.new:
            self.record.add_help(exercise_id, due.rung, attempt.program)
        hint = authored_hint(exercise, self.course, due.rung, attempt.counterexample, language)
        return hint if due.new else _again(hint)

    def reveal(self, exercise_id: str, language: Language) -> Hint:
        """The solution with its explanation; kept, since what passes in the next days is not solved alone.

        Raises:
            BadInput: there is no such exercise, or nothing was tried yet.
        """
        exercise = self.exercises.get(exercise_id)
        attempt = self.latest(exercise_id)
        if attempt is None:
            raise _no_hint(exercise_id, Standing(0, False))
        self.record.add_help(exercise_id, len(RUNGS), attempt.program)
        return authored_hint(exercise, self.course, len(RUNGS), None, language)

    def mastery(self, exercise: Exercise) -> dict[str, float]:
        """How likely each skill of an exercise is known, from everything that was seen of it."""
        beliefs, at = self.record.beliefs(), self.record.now()
        return {skill: estimate(beliefs.get(skill), at).probability for skill in exercise.entry.skills}

    def _standing(self, exercise_id: str) -> Standing:
        attempts = self.record.brief_attempts(exercise_id)
        helps = [help_ for help_ in self.record.helps(exercise_id) if help_.rung < len(RUNGS)]
        return standing(
            [(help_.rung, help_.program) for help_ in helps],
            [(attempt.program, attempt.outcome == "passed") for attempt in attempts],
        )

    def latest(self, exercise_id: str) -> Attempt | None:
        """The latest attempt at an exercise."""
        return self.record.latest(Attempt, exercise=exercise_id)


def read_code(path: Path) -> "Code":
    """A learner's file, notebook or worksheet folder, as the grader takes it.

    Raises:
        BadInput: it is not there, or is no program.
    """
    from tools.grading.submissions import Code
    from tools.running.notebooks import cell_of
    from tools.running.programs import read_source

    source = read_source(path)
    if source.kind == "notebook":
        cells = {number: name for name in source.files if (number := cell_of(name)) is not None}
        return Code(path.name, tuple(source.files[name] for name in cells.values()), tuple(cells))
    return Code.of_file(Path(source.entry).name, source.files[source.entry])


def _outcome(report: "Report") -> AttemptOutcome:
    if report.problem is not None:
        return "unusable"
    if report.passed:
        return "passed"
    return "failed" if report.failed else "undecided"


def _no_hint(exercise_id: str, due: Standing) -> BadInput:
    if due.passed:
        return BadInput(
            "Your latest attempt at {id} passed; there is nothing to hint at.",
            hint="See why it works, and other ways to write it, with: tutor practice show {id}",
            id=exercise_id,
        )
    return BadInput(
        "Hints come after an attempt, and {id} has none yet.",
        hint="Write what you can and check it with: tutor practice check {id} FILE",
        id=exercise_id,
    )


def _again(hint: Hint) -> Hint:
    return Hint(hint.rung, hint.text, hint.code, hint.reading, hint.origin, new=False)
