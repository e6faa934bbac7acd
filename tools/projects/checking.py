"""The acceptance tests of a project, run on a learner's folder inside the sandbox and told outside.

The tests share a process with the learner's code. What comes back is read as data that a hostile program may
have written; it is a mirror for the learner, never a grade that somebody else relies on.
"""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge_base.documents import Language
from knowledge_base.projects import Milestone, ProjectPack
from tools.grading.frames import HEADER, FrameError, length, unpack
from tools.running.environments import Environment, recipes
from tools.sandbox import DEFAULT_LIMITS, Limits, Program, RunResult, Sandbox, Session, SessionEnded
from tools.sandboxing.output_cleaning import clean_text

ENTRY = "checks/run_checks.py"
WORDS = "checks/both_languages.py"
LONGEST = 1500
MOST_PRINTED = 1000
SHARE = 0.5  # of the time of all tests, that one test may take
_GRACE = 5.0  # seconds beyond the sandbox's own end
_OURS = ("data/", "checks/", "brief.md")
_LANGUAGE = re.compile(r'^LANGUAGE = ".."$', re.MULTILINE)

Outcome = Literal["passed", "failed", "raised", "missing", "slow", "ended", "not_run"]
Ended = Literal["", "timeout", "memory", "output", "crash"]
_SAID: dict[object, Outcome] = {"passed": "passed", "failed": "failed", "missing": "missing", "slow": "slow"}


@dataclass(frozen=True)
class TestResult:
    """What came of one check.

    Attributes:
        test: name of its method.
        outcome: `missing` where something is not written yet, `slow` where it took more than its share of
            the time, `ended` where the program ended with it, `not_run` where there was no coming to it.
        message: the assertion's sentence, or the exception.
        place: file and line of the learner's that raised.
        printed: the last that was printed during it.
    """

    __test__ = False  # not for pytest

    test: str
    outcome: Outcome
    message: str = ""
    place: str = ""
    printed: str = ""

    @property
    def holds(self) -> bool:
        """It passed."""
        return self.outcome == "passed"


@dataclass(frozen=True)
class ProjectReport:
    """What the checks of a project say of a folder.

    Attributes:
        project: that it was checked against.
        results: of every check, in the order of `project.yaml`.
        ended: why the program ended before all was said; empty where it did not.
        said: the last line that Python left on stderr where it ended so.
        seconds, peak_mb: as seen from outside.
        sandbox: name of the back end.
    """

    project: ProjectPack
    results: tuple[TestResult, ...]
    ended: Ended
    said: str
    seconds: float
    peak_mb: float
    sandbox: str

    @property
    def passed(self) -> bool:
        """Every check holds."""
        return all(result.holds for result in self.results)

    @property
    def held(self) -> tuple[str, ...]:
        """Tests that passed."""
        return tuple(result.test for result in self.results if result.holds)

    @property
    def failing(self) -> tuple[str, ...]:
        """Tests that did not."""
        return tuple(result.test for result in self.results if not result.holds)

    def reached(self, milestone: Milestone) -> bool:
        """Whether all checks of a milestone hold."""
        return set(milestone.checks) <= set(self.held)

    @property
    def next_milestone(self) -> Milestone | None:
        """The first that is not reached; None where all are."""
        return next((item for item in self.project.entry.milestones if not self.reached(item)), None)


def check_project(
    project: ProjectPack,
    files: Mapping[str, bytes],
    sandbox: Sandbox,
    environment: Environment,
    limits: Limits = DEFAULT_LIMITS,
    language: Language = "en",
) -> ProjectReport:
    """Run the checks of a project on a copy of a learner's files.

    Args:
        project: whose checks and data are laid over the files.
        files: the learner's, by relative POSIX path (`tools.running.programs.folder_files`).
        sandbox: where it runs.
        environment: what the files may import.
        limits: of the settings; the project and its environment may ask for more.
        language: of the sentences.

    Raises:
        Refused: no sandbox holds on this machine; nothing was run.
        BadInput: a name of a file cannot be laid out.
    """
    tests = [check.test for check in project.entry.checks]
    wanted = _limits(project, limits)
    arguments = (language, f"{wanted.seconds * SHARE:g}", *tests)
    program = Program(laid_out(project, files), ENTRY, environment.python, arguments, environment.profile)
    deadline = time.monotonic() + wanted.seconds + _GRACE
    session = sandbox.open(program, wanted)
    try:
        said = list(_messages(session, deadline, 2 * len(tests) + 2))
    finally:
        ran = session.close()
    return _report(project, said, ran)


def laid_out(project: ProjectPack, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the sandbox shows: the learner's files with the project's data and checks laid over them."""
    ours = {f"data/{name}": content for name, content in project.files("data").items()}
    ours |= check_files(project) | {ENTRY: _beside("runner.py"), WORDS: _beside("both_languages.py")}
    theirs = {name: content for name, content in files.items() if not name.startswith("checks/")}
    return theirs | ours


def check_files(project: ProjectPack, language: Language = "en") -> dict[str, bytes]:
    """The tests with what they import beside them, as the learner gets them."""
    words = _LANGUAGE.sub(f'LANGUAGE = "{language}"', _beside("both_languages.py").decode("utf-8"))
    tests = {f"checks/{name}": content for name, content in project.files("checks").items()}
    return {**tests, WORDS: words.encode("utf-8")}


@cache
def _beside(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def _limits(project: ProjectPack, limits: Limits) -> Limits:
    recipe = recipes()[project.entry.environment]
    return replace(
        limits,
        seconds=max(limits.seconds, float(project.entry.seconds)),
        memory_mb=max(limits.memory_mb, recipe.memory_mb),
    )


def _messages(session: Session, deadline: float, most: int) -> Iterator[dict[str, Any]]:
    """What the runner says, until it is done, gone or says what is no message."""
    for _ in range(most):
        try:
            count = length(session.read(HEADER.size, deadline - time.monotonic()))
            message = unpack(session.read(count, deadline - time.monotonic()))
        except (SessionEnded, TimeoutError, FrameError):
            return
        yield message
        if message.get("done"):
            return


def _report(project: ProjectPack, said: list[dict[str, Any]], ran: RunResult) -> ProjectReport:
    tests = [check.test for check in project.entry.checks]
    told = {item["test"]: _result(item) for item in said if item.get("test") in tests}
    done = any(item.get("done") for item in said)
    began = [item["began"] for item in said if item.get("began") in tests]
    last = began[-1] if began and not done else ""
    results = tuple(
        told.get(test) or TestResult(test, "ended" if test == last else "not_run") for test in tests
    )
    return ProjectReport(
        project=project,
        results=results,
        ended="" if done else _ended(ran),
        said="" if done else _last_line(ran.stderr),
        seconds=ran.seconds,
        peak_mb=ran.peak_mb,
        sandbox=ran.sandbox,
    )


def _result(item: Mapping[str, Any]) -> TestResult:
    """One message as a result; whatever it holds, what comes out can be shown."""
    outcome = item.get("outcome")
    return TestResult(
        test=item["test"],
        outcome=_SAID.get(outcome, "raised") if isinstance(outcome, str) else "raised",
        message=_words(item.get("message"), LONGEST),
        place=_words(item.get("place"), 200),
        printed=_words(item.get("printed"), MOST_PRINTED),
    )


def _words(value: object, most: int) -> str:
    return clean_text(value[:most]).strip() if isinstance(value, str) else ""


def _ended(ran: RunResult) -> Ended:
    limits: dict[str, Ended] = {"timeout": "timeout", "memory": "memory", "output": "output"}
    return limits.get(ran.status, "crash")


def _last_line(stderr: str) -> str:
    lines = stderr.strip().splitlines()
    return lines[-1][:LONGEST] if lines else ""


def fingerprint(files: Mapping[str, bytes]) -> str:
    """Of a learner's files without brief, data and checks: the same for the same work."""
    import hashlib

    found = hashlib.sha256()
    for name, content in _own(files):
        found.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
    return found.hexdigest()[:16]


def _own(files: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    return sorted((name, content) for name, content in files.items() if not name.startswith(_OURS))
