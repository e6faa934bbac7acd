"""A program of our own that runs in this very process, with warnings and lines as a sandbox gives them."""

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType, FunctionType
from typing import Any

import numpy as np

from knowledge_base.exercises import Exercise
from scripts.local_call import FILE, LocalCall, local_calls
from tools.checks import Call, Warned
from tools.grading.check_files import load_checks
from tools.grading.checking import CaseResult, run_check
from tools.grading.grader import Report, read_loops
from tools.grading.submissions import Code

SEED = 5


class _Seeing(LocalCall):
    """A `Call` that also notes warnings, lines and seconds."""

    def __init__(self, namespace: dict[str, Any], trace: bool) -> None:
        super().__init__({name: self._seen(value) for name, value in namespace.items()})
        self._trace = trace
        self._noted: dict[str, Any] = {}

    def __call__(self, function: str, /, *args: Any, **kwargs: Any) -> Any:
        self._noted = {}
        try:
            return super().__call__(function, *args, **kwargs)
        finally:
            if self.last is not None:
                self.last = replace(self.last, **self._noted)

    def _seen(self, value: Any) -> Any:
        """A function that notes what it does; anything else as it is."""
        if not isinstance(value, FunctionType):
            return value

        def noting(*args: Any, **kwargs: Any) -> Any:
            lines: set[int] = set()
            started = time.perf_counter()
            with warnings.catch_warnings(record=True) as caught, _tracing(lines if self._trace else None):
                warnings.simplefilter("always")
                try:
                    with np.errstate(over="warn", divide="warn", invalid="warn", under="ignore"):
                        return value(*args, **kwargs)
                finally:
                    seconds = time.perf_counter() - started
                    warned = tuple(map(_warned, caught))
                    self._noted = {"seconds": seconds, "warnings": warned, "lines": frozenset(lines)}

        return noting


class LocalSubmission:
    """See `tools.critiquing.witnesses.Submission`; only for code that the project wrote."""

    def __init__(self, source: str) -> None:
        self._source = source

    @contextmanager
    def open_call(self, trace: bool = False) -> Iterator[Call]:
        namespace: dict[str, Any] = {"__name__": "submission"}
        exec(compile(self._source, FILE, "exec"), namespace)
        yield _Seeing(namespace, trace)


def report_on(exercise: Exercise, source: str, seed: int = SEED) -> Report:
    """The verdict on a program of ours."""
    checks = load_checks(exercise)
    cases = cases_of(exercise, source, seed)
    titles = {name: check.title for name, check in checks.checks.items()}
    return Report(exercise.id, tuple(cases), {}, titles, seed, None, 0.0, "", Code.of_file("mine.py", source))


def cases_of(exercise: Exercise, source: str, seed: int = SEED) -> list[CaseResult]:
    """Every case, with the one that is judged by reading."""
    checks = load_checks(exercise).checks
    deadline = time.monotonic() + 60
    cases = [run_check(name, check, local_calls(source), seed, deadline) for name, check in checks.items()]
    if exercise.entry.vectorised:
        cases.append(read_loops(exercise, Code.of_file("mine.py", source)))
    return cases


def judge_of(exercise: Exercise) -> Callable[[str], list[CaseResult]]:
    return lambda source: cases_of(exercise, source, 1)


@contextmanager
def _tracing(lines: set[int] | None) -> Iterator[None]:
    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if frame.f_code.co_filename != FILE:
            return None
        if event == "line":
            lines.add(frame.f_lineno)  # type: ignore[union-attr]
        return trace

    before = sys.gettrace()
    if lines is not None:
        sys.settrace(trace)
    try:
        yield
    finally:
        if lines is not None:
            sys.settrace(before)


def _warned(item: warnings.WarningMessage) -> Warned:
    line = item.lineno if item.filename == FILE else None
    return Warned(item.category.__name__, str(item.message), line)
