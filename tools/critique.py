"""The critique of a submission: what was seen, with evidence, the most telling first.

It joins what running says (`tools/symptoms.py`, `tools/experiments.py`, `tools/growth.py`), what the source
says (`tools/slips.py`, `tools/linting.py`, `tools/reading.py`), known mistakes and suspicious lines. One cause is
said once. Nothing of the reference is in it but values that a counterexample shows as well.
"""

import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge_base.exercises import Exercise
from tools.check_files import CheckFile, load_checks
from tools.checking import CaseResult
from tools.checks import Growth, Warned
from tools.experiments import experiment_findings
from tools.findings import Finding
from tools.growth import grows_too_fast
from tools.linting import linted
from tools.mistakes import Judge, Recognised, recognise
from tools.patterns import PATTERNS
from tools.reading import loops_over_data
from tools.sandbox import RunResult
from tools.slips import HINTS, slips
from tools.suspicion import Suspect, suspects
from tools.symptoms import (
    is_trouble,
    numerical_findings,
    raised_findings,
    result_findings,
    short,
    trouble_finding,
)
from tools.syntax import line_of
from tools.tracebacks import exception_finding, last_raised
from tools.witnesses import Submission, Witness, witnesses

MOST = 4  # findings that are worth reading at once
SECONDS = 6.0  # for looking closer, beside known mistakes
# Groups of findings that one cause explains, in the order in which their members explain it.
_ONE_CAUSE: tuple[tuple[str, ...], ...] = (
    ("unwritten", "print-for-return", "none-kept", "nothing-returned", "missing-return", "got-none"),
    ("overflow", "divide-by-zero", "invalid-value", "underflow", "nonfinite"),
    ("wrong-axis", "whole-array", "mixed-rows", "missing-axis"),
    ("mutated", "in-place-argument"),
    ("unused-argument", "ignored-argument"),
)
# What explains a failure by itself, the best first; all else comes after, in the order of the program.
_EXPLAINING: tuple[str, ...] = (
    "unwritten", "undefined-name", "used-before-assigned", "endless-recursion", "exception", "numpy-removed",
    "print-for-return", "none-kept", "nothing-returned", "got-none", "module-overwritten",
    "builtin-overwritten", "function-overwritten", "overflow", "divide-by-zero", "invalid-value", "underflow",
    "nonfinite", "wrong-axis", "whole-array", "mutated", "python-loop", "growth", "unstable", "one-turn",
    "stray-comma", "caret", "empty-array", "nan-compare", "discarded", "missing-return", *PATTERNS,
    "ignored-argument", "mixed-rows",
)  # fmt: skip
_NEEDS = {  # what a hint of the source needs beside it to be worth saying
    "in-place-argument": {"mutated"},
    "missing-axis": {"mixed-rows", "fully-reduced", "wrong-shape"},
    "float-equality": {"case"},
    "last-turn-only": {"case", "wrong-shape", "scaled"},
}
_IN_STDERR = re.compile(
    r"^(?P<path>\S.*?):(?P<line>\d+): (?P<category>\w*Warning): (?P<message>.+)$", re.MULTILINE
)


@dataclass(frozen=True)
class Critique:
    """What was seen of a submission.

    Attributes:
        findings: at most a handful, the most telling first.
        mistake: a known one that it makes.
        suspects: lines, the most suspicious first.
    """

    findings: tuple[Finding, ...] = ()
    mistake: Recognised | None = None
    suspects: tuple[Suspect, ...] = ()


def critique(
    exercise: Exercise,
    source: str,
    cases: Sequence[CaseResult],
    submission: Submission,
    *,
    file: str = "",
    judge: Judge | None = None,
    folder: Path | None = None,
    seed: int = 0,
    seconds: float = SECONDS,
) -> Critique:
    """Say why a submission fails, or what is still worth saying of one that passes.

    Args:
        exercise: that it is for.
        source: of the submission.
        cases: its verdict.
        submission: for calling it again.
        file: name of the learner's file, for the findings.
        judge: gives the verdict on a program of ours in the same way; None recognises no known mistake.
        folder: where signatures of known mistakes are kept.
        seed: of the inputs that are drawn for looking closer.
        seconds: for looking closer.
    """
    checks = load_checks(exercise)
    if all(case.outcome == "passed" for case in cases):
        return Critique(_most_telling([*_loops(exercise, source, file), *_slow(checks, submission, file)]))
    deadline = time.monotonic() + seconds
    seen = witnesses(checks.checks, submission, seed, deadline, trace=True)
    running = list(_from_running(checks, cases, seen, submission, source, file))
    reading = [*_loops(exercise, source, file), *slips(source, file), *linted(source, file)]
    running += _failing_cases(checks, cases, running, file)
    findings = _one_for_each_cause([*running, *_worth_saying(reading, running)])
    mistake = recognise(exercise, cases, judge, folder) if judge else None
    lines = suspects(source, exercise.entry.functions, seen, findings)
    return Critique(_most_telling(findings), mistake, lines)


def critique_run(result: RunResult, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What a run of a program of the learner's own shows: the exception that ended it, and `advice`.

    Args:
        result: of the run.
        files: of the program, by path.
    """
    raised = last_raised(result.stderr, files) if result.status == "error" else None
    ended = (exception_finding(raised, files),) if raised else ()
    return _most_telling(_one_for_each_cause([*ended, *advice(result, files)]))


def advice(result: RunResult, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Beside how a run ended: numerical warnings with their lines, and slips that the source shows.

    Args:
        result: of the run.
        files: of the program, by path; those that are not `.py` are not read.
    """
    found = list(_warned(result.stderr, files))
    for file, content in files.items():
        if file.endswith(".py"):
            source = content.decode("utf-8-sig", "replace")
            found += [item for item in slips(source, file) if item.kind not in HINTS]
            found += linted(source, file)
    return _most_telling(_one_for_each_cause(found))


def _from_running(
    checks: CheckFile,
    cases: Sequence[CaseResult],
    seen: Sequence[Witness],
    submission: Submission,
    source: str,
    file: str,
) -> Iterator[Finding]:
    lines = source.encode()
    yield from raised_findings(seen, lines, file)
    yield from numerical_findings(seen, lines, file)
    yield from _mutated(cases, source, file)
    results = list(result_findings(checks.checks, seen, file))
    yield from results
    if all(finding.kind.startswith("wrong-") and finding.kind != "wrong-axis" for finding in results):
        with submission.open_call() as call:
            yield from experiment_findings(checks.checks, seen, call, file)
    if any(case.outcome == "undecided" or _timed_out(case) for case in cases):
        yield from _slow(checks, submission, file)


def _timed_out(case: CaseResult) -> bool:
    return case.counterexample is not None and case.counterexample.failure.kind == "timeout"


def _mutated(cases: Sequence[CaseResult], source: str, file: str) -> Iterator[Finding]:
    """Arguments that were changed, with the line that writes into one, where the source shows it."""
    for case in cases:
        found = case.counterexample
        if found is None or found.failure.kind != "mutated":
            continue
        names = ", ".join(map(str, found.failure.got or ()))
        writing = [item for item in slips(source, file) if item.kind == "in-place-argument"]
        if writing:
            yield replace(writing[0], kind="mutated", name="mutated")
        else:
            yield Finding("mutated", "mutated", file, None, names, {"name": names})
        return


def _failing_cases(
    checks: CheckFile, cases: Sequence[CaseResult], known: Sequence[Finding], file: str
) -> Iterator[Finding]:
    """The first failing case, in the words of its check, where nothing better is known of the failure."""
    if any(finding.kind in _EXPLAINING for finding in known):
        return
    for case in cases:
        found = case.counterexample
        if case.outcome == "failed" and found is not None and case.name in checks.checks:
            failure = found.failure
            values = {
                "case": checks.checks[case.name].title,
                "call": _called(case),
                "got": short(failure.got),
                "expected": failure.note or short(failure.expected),
            }
            evidence = (
                f"{values['call']}\n→ {short(failure.got)}" if failure.got is not None else _called(case)
            )
            yield Finding("case", f"case.{failure.kind}", file, None, evidence, values)
            return


def _called(case: CaseResult) -> str:
    called = case.counterexample.called if case.counterexample else None
    return Witness(case.name, {}, called, None).evidence


def _loops(exercise: Exercise, source: str, file: str) -> Iterator[Finding]:
    """Python loops where the exercise asks for whole arrays."""
    for function in exercise.entry.vectorised:
        for line in loops_over_data(source, function)[:1]:
            evidence = line_of(source.encode(), line)
            yield Finding("python-loop", "python-loop", file, line, evidence, {"function": function})


def _slow(checks: CheckFile, submission: Submission, file: str) -> Iterator[Finding]:
    for growth in checks.growth:
        with submission.open_call() as call:
            measured = grows_too_fast(growth, call)
        if measured is not None:
            times = ", ".join(
                f"{size}: {1000 * taken:.1f} ms"
                for size, taken in zip(measured.sizes, measured.seconds, strict=False)
            )
            yield Finding(
                "growth",
                _growth_name(measured.exponent),
                file,
                None,
                times,
                _growth_values(growth, measured.exponent),
            )


def _growth_name(exponent: float) -> str:
    return "growth" if math.isfinite(exponent) else "growth.endless"


def _growth_values(growth: Growth, exponent: float) -> dict[str, object]:
    return {
        "function": growth.function,
        "exponent": f"{exponent:.1f}",
        "asked": f"{growth.exponent:g}",
        "why": growth.why,
    }


def _worth_saying(reading: Sequence[Finding], running: Sequence[Finding]) -> list[Finding]:
    """What the source shows, without hints that no failing case points to."""
    kinds = {finding.kind for finding in running}
    return [item for item in reading if item.kind not in HINTS or _NEEDS[item.kind] & kinds]


def _one_for_each_cause(findings: Sequence[Finding]) -> list[Finding]:
    """Without what another finding explains: the same line twice, or another effect of the same cause."""
    dropped: set[str] = set()
    kinds = {finding.kind for finding in findings}
    for group in _ONE_CAUSE:
        present = [kind for kind in group if kind in kinds]
        dropped.update(present[1:])
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(findings, key=_rank):
        place = (finding.file, finding.line) if finding.line else (finding.kind, finding.evidence)
        if finding.kind not in dropped:
            kept.setdefault(place, finding)
    return list(kept.values())


def _most_telling(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=_rank)[:MOST])


def _rank(finding: Finding) -> tuple[int, int]:
    explains = _EXPLAINING.index(finding.kind) if finding.kind in _EXPLAINING else len(_EXPLAINING)
    of_running = finding.line is None  # patterns and cases before what only the source shows
    return (explains, 0 if of_running else finding.line or 0)


def _warned(stderr: str, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Numerical warnings that a run wrote, the first of each line."""
    told: set[tuple[str, int]] = set()
    for found in _IN_STDERR.finditer(stderr):
        file = next((name for name in files if found["path"].endswith(name)), "")
        warned = Warned(found["category"], found["message"], int(found["line"]))
        if file and is_trouble(warned) and (file, int(found["line"])) not in told:
            told.add((file, int(found["line"])))
            yield trouble_finding(warned, files[file], file)
