"""The critique of a submission: what was seen, with evidence, the most telling first.

It joins what running says (`symptoms.py`, `experiments.py`, `growth.py`), what the source says (`slips.py`,
`linting.py`, `reading.py`), known mistakes and suspicious lines. One cause is said once. Nothing of the
reference is in it but values that a counterexample shows as well.
"""

import math
import re
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from knowledge_base.exercises import Exercise
from tools.checks import Growth, Warned
from tools.critiquing.experiments import experiment_findings
from tools.critiquing.growth import grows_too_fast
from tools.critiquing.mistakes import SEED, Judge, Recognised, recognise
from tools.critiquing.patterns import PATTERNS
from tools.critiquing.suspicion import Suspect, suspects
from tools.critiquing.symptoms import (
    is_trouble,
    numerical_findings,
    raised_findings,
    result_findings,
    trouble_finding,
)
from tools.critiquing.witnesses import Submission, Witness, witnesses
from tools.findings import Finding
from tools.grading.check_files import CheckFile, load_checks
from tools.grading.checking import CaseResult
from tools.grading.grader import VECTORISED, Report, judge_source
from tools.grading.remarks import KIND as OF_A_CASE
from tools.grading.submissions import Code, WarmSandboxes, open_submission
from tools.running.notebooks import cell_file
from tools.sandbox import RunResult
from tools.source.definitions import lines_of
from tools.source.linting import linted
from tools.source.reading import loops_over_data
from tools.source.slips import HINTS, slips
from tools.source.syntax import line_of

MOST = 4  # findings that are worth reading at once
SECONDS = 6.0  # for looking closer, beside known mistakes
# Groups of findings that one cause explains, in the order in which their members explain it.
_ONE_CAUSE: tuple[tuple[str, ...], ...] = (
    ("unwritten", "print-for-return", "none-kept", "nothing-returned", "missing-return", "got-none"),
    ("overflow", "divide-by-zero", "log-of-zero", "invalid-value", "underflow", "nonfinite"),
    ("wrong-axis", "whole-array", "mixed-rows", "missing-axis"),
    ("mutated", "in-place-argument"),
    ("unused-argument", "ignored-argument"),
)
# What explains a failure by itself, the best first; all else comes after, in the order of the program.
_EXPLAINING: tuple[str, ...] = (
    "unwritten", "undefined-name", "used-before-assigned", "endless-recursion", "exception", "numpy-removed",
    "print-for-return", "none-kept", "nothing-returned", "got-none", "module-overwritten",
    "builtin-overwritten", "function-overwritten", "overflow", "divide-by-zero", "log-of-zero",
    "invalid-value", "underflow", "nonfinite", "wrong-axis", "whole-array", "mutated", "python-loop",
    "growth", "unstable", "one-turn", "stray-comma", "caret", "empty-array", "nan-compare", "discarded",
    "missing-return", *PATTERNS, "ignored-argument", "mixed-rows",
)  # fmt: skip
_VAGUE = {"wrong-shape", "wrong-type", "wrong-dtype", "wrong-part", "proportional"}  # worth further calls
_NEEDS = {  # what a hint of the source needs beside it to be worth saying
    "in-place-argument": {"mutated"},
    "missing-axis": {"mixed-rows", "fully-reduced", "wrong-shape"},
    "float-equality": {"grader"},
    "last-turn-only": {"grader", "wrong-shape", "scaled"},
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
    report: Report,
    sandboxes: WarmSandboxes,
    *,
    folder: Path | None = None,
    seconds: float = SECONDS,
) -> Critique:
    """Say why a submission fails, or what is still worth saying of one that passes.

    Args:
        exercise: that it is for.
        report: its verdict.
        sandboxes: where it is called again, in a sandbox of its own.
        folder: where signatures of known mistakes are kept.
        seconds: for looking closer; known mistakes whose signature is not kept yet come on top.

    Raises:
        Refused: no sandbox holds on this machine; nothing was run.
    """
    judge = judge_source(exercise, load_checks(exercise), sandboxes, SEED)
    with open_submission(sandboxes, report.code) as submission:
        return examine(exercise, report, submission, judge=judge, folder=folder, seconds=seconds)


def examine(
    exercise: Exercise,
    report: Report,
    submission: Submission,
    *,
    judge: Judge | None = None,
    folder: Path | None = None,
    seconds: float = SECONDS,
) -> Critique:
    """As `critique`, of a submission that is open.

    Args:
        exercise, report, folder, seconds: see there.
        submission: for calling it again.
        judge: gives the verdict on a program of ours in the same way; None recognises no known mistake.
    """
    if report.problem is not None:
        return Critique((report.problem,))
    source, code = report.code.text, report.code
    checks = load_checks(exercise)
    if report.passed:
        return Critique(_told([*_loops(exercise, source), *_slow(checks, submission)], code))
    deadline = time.monotonic() + seconds
    seen = witnesses(checks.checks, submission, report.seed, deadline, trace=True)
    with np.errstate(all="ignore"):
        running = list(_from_running(checks, report.cases, seen, submission, source, deadline))
    loops = list(_loops(exercise, source))
    running += _stated(report, running, {VECTORISED} if loops else set())
    reading = [*loops, *_not_in_good_solutions([*slips(source), *linted(source)], exercise)]
    findings = _one_for_each_cause([*running, *_worth_saying(reading, running)])
    mistake = recognise(exercise, report.cases, judge, folder) if judge else None
    lines = suspects(source, exercise.entry.functions, seen, findings)
    unsaid = [finding for finding in findings if finding.kind != OF_A_CASE]  # its case says it already
    return Critique(_told(unsaid, code), mistake, tuple(_suspect(item, code) for item in lines))


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
    deadline: float,
) -> Iterator[Finding]:
    lines = source.encode()
    plain = [*raised_findings(seen, lines), *numerical_findings(seen, lines)]
    yield from plain
    yield from _mutated(cases, source)
    results = list(result_findings(checks.checks, seen))
    yield from results
    if not plain and all(finding.kind in _VAGUE for finding in results):
        with submission.open_call() as call:
            yield from experiment_findings(checks.checks, seen, call, deadline)
    if any(case.outcome == "undecided" or _timed_out(case) for case in cases):
        yield from _slow(checks, submission)


def _timed_out(case: CaseResult) -> bool:
    return case.counterexample is not None and case.counterexample.failure.kind == "timeout"


def _mutated(cases: Sequence[CaseResult], source: str) -> Iterator[Finding]:
    """Arguments that were changed, with the line that writes into one, where the source shows it."""
    for case in cases:
        found = case.counterexample
        if found is None or found.failure.kind != "mutated":
            continue
        names = ", ".join(map(str, found.failure.got or ()))
        writing = [item for item in slips(source) if item.kind == "in-place-argument"]
        if writing:
            yield replace(writing[0], kind="mutated", name="mutated")
        else:
            yield Finding("mutated", "mutated", evidence=names, values={"name": names})
        return


def _stated(report: Report, known: Sequence[Finding], told: Set[str]) -> Iterator[Finding]:
    """What the verdict says of the first failing case that is not told yet, where nothing better is known."""
    if not any(finding.kind in _EXPLAINING for finding in known):
        name = next((name for name in report.failed if name in report.findings and name not in told), "")
        if name:
            called = (
                report.shown.counterexample.called if report.shown and report.shown.counterexample else None
            )
            shown = Witness(name, {}, called, None).evidence
            found = report.findings[name]
            yield replace(found, evidence=found.evidence or shown)


def _not_in_good_solutions(found: Sequence[Finding], exercise: Exercise) -> list[Finding]:
    """Without what the reference or another good way to write it shows as well: it is no slip here."""
    good = [
        exercise.reference,
        *(exercise.alternative_source(item.id) for item in exercise.entry.alternatives),
    ]
    known = {_sign(item) for source in good for item in (*slips(source), *linted(source))}
    return [item for item in found if _sign(item) not in known]


def _sign(finding: Finding) -> tuple[str, object]:
    """What makes two findings the same slip: the name it is about, else the line as it stands."""
    return finding.kind, finding.values.get("name", finding.evidence.strip())


def _loops(exercise: Exercise, source: str) -> Iterator[Finding]:
    """Python loops where the exercise asks for whole arrays."""
    allowed = lines_of(source, set(exercise.entry.functions) - set(exercise.entry.vectorised))
    for function in exercise.entry.vectorised:
        for line in sorted(set(loops_over_data(source, function)) - allowed)[:1]:
            evidence = line_of(source.encode(), line)
            yield Finding("python-loop", "python-loop", "", line, evidence, {"function": function})


def _slow(checks: CheckFile, submission: Submission) -> Iterator[Finding]:
    for growth in checks.growth:
        with submission.open_call() as call:
            measured = grows_too_fast(growth, call)
        if measured is not None:
            pairs = zip(measured.sizes, measured.seconds, strict=False)
            times = ", ".join(f"{size}: {1000 * taken:.1f} ms" for size, taken in pairs)
            values = _growth_values(growth, measured.exponent)
            yield Finding("growth", _growth_name(measured.exponent), evidence=times, values=values)


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
    dropped = {"exception"} if any(finding.kind == "unwritten" for finding in findings) else set()
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


def _told(findings: Sequence[Finding], code: Code) -> tuple[Finding, ...]:
    """The most telling, each with its file, or its cell of a notebook."""
    return tuple(finding if finding.file else _placed(finding, code) for finding in _most_telling(findings))


def _placed(finding: Finding, code: Code) -> Finding:
    if finding.line is None:
        return finding
    cell, line = code.place(finding.line)
    return replace(finding, file=code.name if cell is None else cell_file(cell), line=line)


def _suspect(item: Suspect, code: Code) -> Suspect:
    cell, line = code.place(item.line)
    return replace(item, file=code.name if cell is None else cell_file(cell), line=line)


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
