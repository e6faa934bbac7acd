"""Grades a learner's program: the checks run here, outside; inside the sandbox only its functions are called.

The verdict is made of values that came back, compared in this process. Nothing that the inside says of itself
(a status, an exit code, what it measured) can turn a case into a pass.
"""

import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge_base.course_fields import Text
from knowledge_base.exercises import Exercise
from tools.checks import Check, CheckFailed
from tools.findings import Finding
from tools.grading.check_files import CheckFile, load_checks
from tools.grading.checking import PASSED, UNDECIDED, CaseResult, Counterexample, run_check
from tools.grading.remarks import case_finding, no_function, unloadable, unreadable_code
from tools.grading.submissions import Code, Lost, Submission, WarmSandboxes, open_submission
from tools.running.environments import recipes
from tools.sandboxing.output_cleaning import clean_text
from tools.source.definitions import is_plain, lines_of, methods
from tools.source.reading import loops_over_data

SECONDS = 30.0  # for all cases together; what is not decided by then is undecided
MOST_TIMEOUTS = 2  # cases that never end, before the rest is left
LONGEST_PRINT = 2000  # letters of what the program printed
SEED_BITS = 32
VECTORISED = "vectorised"
NO_LOOPS = Text(es="Sin ciclos de Python sobre los datos", en="No Python loops over the data")
PLAIN = Text(
    es="`{function}` se define una sola vez, con `def`, en el archivo y sin trucos que impidan leerla",
    en="`{function}` is defined once, with `def`, in the file, without tricks that keep it from being read",
)
LOOPLESS = Text(
    es="`{function}` no recorre sus datos con ciclos de Python ({place})",
    en="`{function}` does not walk its data with Python loops ({place})",
)


@dataclass(frozen=True)
class Report:
    """What came of a submission.

    Attributes:
        exercise: its id.
        cases: of each check, in order; empty where the file could not be used.
        findings: for each case that did not pass, what is said of it first.
        titles: of the cases.
        seed: of the drawn inputs; the same seed draws the same.
        problem: why the file could not be used at all.
        seconds: of wall-clock time.
        printed: the beginning of what the program printed, cleaned.
        code: what was handed in.
    """

    exercise: str
    cases: tuple[CaseResult, ...]
    findings: Mapping[str, Finding]
    titles: Mapping[str, Text]
    seed: int
    problem: Finding | None
    seconds: float
    printed: str
    code: Code = field(repr=False)

    @property
    def passed(self) -> bool:
        """Whether every check held."""
        return self.problem is None and bool(self.cases) and not self.failed and not self.undecided

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the cases that failed."""
        return tuple(case.name for case in self.cases if case.outcome == "failed")

    @property
    def undecided(self) -> tuple[str, ...]:
        """Names of the cases that there was no time to decide."""
        return tuple(case.name for case in self.cases if case.outcome == "undecided")

    @property
    def shown(self) -> CaseResult | None:
        """The case whose counterexample the learner sees: the first that fails with a call to show."""
        found = ((case, case.counterexample) for case in self.cases)
        return next((case for case, example in found if example and example.called), None)


def grade(
    exercise: Exercise,
    code: Code | str | bytes,
    sandboxes: WarmSandboxes,
    *,
    seed: int | None = None,
    seconds: float = SECONDS,
) -> Report:
    """Grade a submission in a sandbox of its own.

    Args:
        exercise: what it is for.
        code: the learner's file.
        sandboxes: where it runs, with what the exercise's environment has.
        seed: of the drawn inputs; fresh by default.
        seconds: for all cases together.

    Raises:
        Refused: no sandbox holds on this machine; nothing was run.
    """
    if not isinstance(code, Code):
        code = Code.of_file(f"{exercise.id.replace('-', '_')}.py", code)
    started = time.monotonic()
    seed = secrets.randbits(SEED_BITS) if seed is None else seed
    problem = unreadable_code(code)
    cases: list[CaseResult] = []
    findings: dict[str, Finding] = {}
    checks, printed = load_checks(exercise), ""
    if problem is None:
        with open_submission(sandboxes, code) as submission:
            problem = _unusable(exercise, submission)
            if problem is None:
                cases = judge(exercise, checks, submission, seed, started + seconds)
                findings = _findings(exercise, cases, submission)
        printed = clean_text(submission.printed)[:LONGEST_PRINT]
    titles = _titles(checks) | {VECTORISED: NO_LOOPS}
    taken = time.monotonic() - started
    return Report(exercise.id, tuple(cases), findings, titles, seed, problem, taken, printed, code)


def _titles(checks: CheckFile) -> dict[str, Text]:
    """Of the cases; two that would read alike name their function."""
    alike = Counter(check.title for check in checks.checks.values())
    return {
        name: Text(es=f"{check.function}: {check.title.es}", en=f"{check.function}: {check.title.en}")
        if alike[check.title] > 1 and check.function
        else check.title
        for name, check in checks.checks.items()
    }


def judge(
    exercise: Exercise,
    checks: CheckFile,
    submission: Submission,
    seed: int,
    deadline: float,
    *,
    shrink: bool = True,
) -> list[CaseResult]:
    """Every check on a submission that can be loaded, and what is judged by reading it.

    Args:
        exercise: what it is for.
        checks: of the exercise.
        submission: that is called.
        seed: of the drawn inputs.
        deadline: of `time.monotonic`.
        shrink: whether the smallest inputs that fail are looked for.
    """
    cases: list[CaseResult] = []
    for name, check in checks.checks.items():
        if submission.exhausted or submission.timeouts >= MOST_TIMEOUTS:
            cases.append(_untried(name, check))
        else:
            cases.append(run_check(name, check, submission.open_call, seed, deadline, shrink=shrink))
    if exercise.entry.vectorised:
        cases.append(read_loops(exercise, submission.code))
    return cases


def judge_source(
    exercise: Exercise, checks: CheckFile, sandboxes: WarmSandboxes, seed: int, seconds: float = SECONDS
) -> Callable[[str], Sequence[CaseResult]]:
    """What gives the verdict on a program of ours, such as a known mistake, without the smallest inputs."""

    def judged(source: str) -> Sequence[CaseResult]:
        with open_submission(sandboxes, Code.of_file("program.py", source)) as submission:
            return judge(exercise, checks, submission, seed, time.monotonic() + seconds, shrink=False)

    return judged


def _unusable(exercise: Exercise, submission: Submission) -> Finding | None:
    """Why nothing of a file can be judged; None where at least one function of the exercise is there."""
    try:
        failure = submission.load()
    except Lost as lost:
        failure = CheckFailed("crashed", message=str(lost))
    wanted, defined = exercise.entry.functions, submission.functions
    usable = any(name in defined for name in wanted)
    failure = failure or (None if usable else submission.broken_cell)
    if failure is not None:
        return unloadable(failure, submission.code, recipes()[exercise.entry.environment].imports)
    return None if usable else no_function(wanted, defined, submission.code)


def _findings(exercise: Exercise, cases: Sequence[CaseResult], submission: Submission) -> dict[str, Finding]:
    seconds = submission.sandboxes.limits.call
    packages = recipes()[exercise.entry.environment].imports
    code, defined = submission.code, submission.functions
    return {
        case.name: case_finding(case, code, exercise.starter, defined, seconds, packages)
        for case in cases
        if case.outcome != "passed"
    }


def _untried(name: str, check: Check) -> CaseResult:
    drawn = UNDECIDED if check.given and check.draws else ""
    count = len(check.examples)
    return CaseResult(name, "undecided", (UNDECIDED,) * count, drawn, (None,) * count)


def read_loops(exercise: Exercise, code: Code) -> CaseResult:
    """Whether the functions that must do without Python loops do, judged from the source alone."""
    for function in exercise.entry.vectorised:
        note = _against_reading(exercise, code, function)
        if note is not None:
            failure = CheckFailed("property", note=note)
            shown = Counterexample(None, failure)
            return CaseResult(VECTORISED, "failed", (failure.signature,), "", (None,), shown)
    return CaseResult(VECTORISED, "passed", (PASSED,), "", (None,))


def _against_reading(exercise: Exercise, code: Code, function: str) -> Text | None:
    source = code.text
    if not is_plain(source, function):
        return _filled(PLAIN, function=function)
    allowed = lines_of(source, set(exercise.entry.functions) - set(exercise.entry.vectorised))
    names = (function, *methods(source))
    lines = {line for name in names for line in loops_over_data(source, name)} - allowed
    if not lines:
        return None
    cell, line = code.place(min(lines))
    spanish = f"celda {cell}, línea {line}" if cell else f"línea {line}"
    english = f"cell {cell}, line {line}" if cell else f"line {line}"
    return Text(
        es=LOOPLESS.es.format(function=function, place=spanish),
        en=LOOPLESS.en.format(function=function, place=english),
    )


def _filled(text: Text, **values: object) -> Text:
    return Text(es=text.es.format(**values), en=text.en.format(**values))
