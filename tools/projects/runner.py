"""Runs inside the sandbox, in `checks/`: the acceptance tests of a project, one after the other.

It says on descriptor 4 what came of each, as frames (a length of four bytes, then JSON), so that what was
said before a crash still counts: `{"began": test}`, then `{"test", "outcome", "message", "place",
"printed"}`.
It shares a process with the learner's code, so nothing that it says is more than data for whoever reads it.
Standard library only: it is copied beside the tests.
"""

import contextlib
import importlib.util
import io
import json
import os
import signal
import struct
import sys
import traceback
import types
import unittest
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

REPLIES = 4
LONGEST = 1500  # characters of a message
MOST_PRINTED = 1000  # the last characters that a test printed


class TooLong(BaseException):
    """One test took more than its share; no `except Exception` of the learner's catches it."""


def main(language: str, seconds: str, *tests: str) -> None:
    """Run the tests named, in that order.

    Args:
        language: of the sentences that a test has in two.
        seconds: that each may take.
        tests: names of their methods.
    """
    checks = Path(__file__).resolve().parent
    os.chdir(checks.parent)
    sys.path[:0] = [str(checks.parent), str(checks)]
    words: Any = __import__("both_languages")
    words.LANGUAGE = language
    test_case: Any = unittest.TestCase
    test_case._formatMessage = _sentence_first
    signal.signal(signal.SIGALRM, _too_long)
    with open(REPLIES, "wb", buffering=0) as replies:
        _say(replies, {"ready": True})
        found = find_tests(checks)
        for name in tests:
            _say(replies, {"began": name})
            _say(replies, {"test": name, **run_test(found.get(name), float(seconds), checks.parent)})
        _say(replies, {"done": True})


def find_tests(checks: Path) -> dict[str, unittest.TestCase]:
    """The test methods of the files there, by name."""
    found: dict[str, unittest.TestCase] = {}
    for path in sorted(checks.glob("test_*.py")):
        suite = unittest.defaultTestLoader.loadTestsFromModule(load(path))
        found |= {case._testMethodName: case for case in _cases(suite)}
    return found


def load(path: Path) -> types.ModuleType:
    """A test file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def run_test(case: unittest.TestCase | None, seconds: float, folder: Path) -> dict[str, Any]:
    """What came of one test: `passed`, `failed`, `raised`, `missing`, `slow`."""
    if case is None:
        return {"outcome": "raised", "message": "no such test", "place": "", "printed": ""}
    result, printed = _Result(), Tail()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            unittest.TestSuite([case]).run(result)
        except TooLong as error:
            result.problem = error
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    if result.problem is None:
        return {"outcome": "passed", "message": "", "place": "", "printed": ""}
    return told(result.problem, folder) | {"printed": printed.text()}


def told(problem: BaseException, folder: Path) -> dict[str, Any]:
    """A problem in words, with the line of the learner's where it came from."""
    place = _place(problem, folder)
    if isinstance(problem, TooLong):
        return {"outcome": "slow", "message": "", "place": place}
    if isinstance(problem, AssertionError) and not place:
        return {"outcome": "failed", "message": _text(problem), "place": ""}
    words = f"{type(problem).__name__}: {_text(problem)}".removesuffix(": ")
    outcome = "missing" if _is_missing(problem) else "raised"
    return {"outcome": outcome, "message": words[:LONGEST], "place": place}


class Tail(io.TextIOBase):
    """Keeps the last of what is printed, whatever is printed."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""

    def writable(self) -> bool:
        """As a file that is open for writing."""
        return True

    def write(self, text: str, /) -> int:
        """Print."""
        self._kept = (self._kept + str(text))[-MOST_PRINTED:]
        return len(text)

    def text(self) -> str:
        """What is kept."""
        return self._kept


class _Result(unittest.TestResult):
    """Keeps the first thing that went wrong, as it was raised."""

    def __init__(self) -> None:
        super().__init__()
        self.problem: BaseException | None = None

    def addError(self, _test: Any, err: Any) -> None:  # noqa: N802 - unittest's name
        """See unittest."""
        if isinstance(err[1], TooLong):
            raise err[1]
        self.problem = self.problem or err[1]

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802 - unittest's name
        """See unittest."""
        self.addError(test, err)

    def addSubTest(self, test: Any, _subtest: Any, err: Any) -> None:  # noqa: N802 - unittest's name
        """See unittest."""
        if err is not None:
            self.addError(test, err)

    def addSkip(self, _test: Any, reason: str) -> None:  # noqa: N802 - unittest's name
        """A check that is skipped does not hold."""
        self.problem = self.problem or AssertionError(reason)


def _cases(suite: Any) -> Iterator[unittest.TestCase]:
    for item in suite:
        if isinstance(item, unittest.TestCase):
            yield item
        else:
            yield from _cases(item)


def _is_missing(problem: BaseException) -> bool:
    """Whether something that the brief asks for is not written yet."""
    if isinstance(problem, AttributeError):
        return isinstance(problem.obj, types.ModuleType | type)
    return isinstance(problem, ImportError | NotImplementedError)


def _place(problem: BaseException, folder: Path) -> str:
    """The last line of the learner's files in a traceback; none where it stays in the tests."""
    found = ""
    for frame in traceback.extract_tb(problem.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(folder) and not path.is_relative_to(folder / "checks"):
            found = f"{path.relative_to(folder).as_posix()}:{frame.lineno}"
    return found


def _sentence_first(_case: Any, message: Any, standard: str) -> str:
    """The sentence that the author wrote, then what unittest has to say."""
    return standard if message is None else f"{message}\n{standard}"


def _text(value: object) -> str:
    try:
        return str(value)[:LONGEST].encode("utf-8", "replace").decode()
    except Exception:  # noqa: BLE001 - __str__ of the learner's may raise anything
        return ""


def _too_long(*_: Any) -> None:
    raise TooLong


def _say(replies: Any, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode("ascii", "replace")
    data = memoryview(struct.pack("!I", len(body)) + body)
    while data:
        data = data[replies.write(data) or 0 :]


if __name__ == "__main__":
    arguments: Sequence[str] = sys.argv[1:]
    main(*arguments)
