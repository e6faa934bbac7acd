"""What the grader found, in the learner's language: its part of `tutor practice check`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from knowledge_base.course_fields import Text
from knowledge_base.documents import Language
from tools.findings import Finding
from tools.grading.checking import CaseResult
from tools.grading.grader import Report
from tools.grading.pasting import paste, paste_call
from tutor.findings import finding_document

LONGEST_VALUE = 4000  # letters of a pasted value


def report_document(report: Report, language: Language) -> dict[str, Any]:
    """A report as the command line's contract has it; nothing in it tells how the checks are written."""
    return {
        "exercise": report.exercise,
        "passed": report.passed,
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "problem": _said(report.problem, language) if report.problem else None,
        "cases": [_case(report, case, language) for case in report.cases],
        "undecided": list(report.undecided),
        "counterexample": counterexample(report.shown, language) if report.shown else None,
        "printed": report.printed,
    }


def counterexample(case: CaseResult, language: Language) -> dict[str, Any]:
    """The smallest call for which a case fails, in a form that can be pasted into a session."""
    found = case.counterexample
    assert found is not None
    called, failure = found.called, found.failure
    return {
        "case": case.name,
        "call": _cut(paste_call(called.function, called.args, called.kwargs)) if called else "",
        "expected": _cut(paste(_plain(failure.expected))) if failure.expected is not None else None,
        "got": _got(case),
        "kind": failure.kind,
        "note": failure.note.in_language(language) if failure.note else None,
        "exception": failure.exception or None,
        "unsteady": found.unsteady,
    }


def _case(report: Report, case: CaseResult, language: Language) -> dict[str, Any]:
    finding = report.findings.get(case.name)
    said = _said(finding, language) if finding else None
    return {
        "name": case.name,
        "title": report.titles[case.name].in_language(language),
        "passed": case.outcome == "passed",
        "outcome": case.outcome,
        "message": said["detail"] if said else "",
        "file": said["file"] if said else None,
        "line": said["line"] if said else None,
    }


def _got(case: CaseResult) -> str | None:
    """What came back; None where nothing did."""
    found = case.counterexample
    if found is None or found.failure.kind in ("raised", "missing", "timeout", "crashed", "unreadable"):
        return None
    if found.failure.kind == "mutated":
        return None
    if found.failure.kind == "property" and found.failure.got is None:
        return _cut(paste(found.called.returned)) if found.called else None
    return _cut(paste(found.failure.got))


def _said(finding: Finding, language: Language) -> dict[str, Any]:
    return finding_document(replace(finding, values=_in_language(finding.values, language)), language)


def _in_language(values: Mapping[str, object], language: Language) -> dict[str, object]:
    return {
        name: value.in_language(language) if isinstance(value, Text) else value
        for name, value in values.items()
    }


def _plain(value: Any) -> Any:
    """A number of NumPy as Python's own, where it is all that is expected."""
    return value.item() if isinstance(value, (np.floating, np.integer)) else value


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
