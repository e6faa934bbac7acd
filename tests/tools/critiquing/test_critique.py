"""The critique of softmax as learners get it wrong, and of programs of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.documents import Language
from knowledge_base.exercises import Exercise, Exercises
from tests.tools.critiquing.test_growth import Timed
from tests.tools.local_submission import LocalSubmission, judge_of, report_on
from tools.critiquing.critique import Critique, advice, critique, examine
from tools.critiquing.patterns import PATTERNS
from tools.findings import Finding
from tools.grading.grader import grade
from tools.grading.submissions import Code, WarmSandboxes
from tools.sandbox import RunResult
from tools.sandboxing.isolation import find_sandbox
from tools.source.linting import LEARNER_RULES, linted
from tools.source.slips import HINTS
from tutor.findings import finding_document
from tutor.messages import keys

HEAD = "import numpy as np\n\n\ndef softmax(logits):\n"
OTHER_KINDS = (
    *("unwritten", "print-for-return", "nothing-returned", "unreachable", "one-turn", "endless-recursion"),
    *("empty-array", "stray-comma", "discarded", "none-kept", "nan-compare", "caret", "module-overwritten"),
    *(
        "builtin-overwritten",
        "function-overwritten",
        "overflow",
        "divide-by-zero",
        "log-of-zero",
        "invalid-value",
        "underflow",
    ),
    *("nonfinite", "wrong-axis", "whole-array", "mutated", "unstable", "ignored-argument", "mixed-rows"),
    *("python-loop", "growth"),
)


@pytest.fixture(scope="module")
def softmax() -> Exercise:
    return Exercises(load_course(default_course_folder())).get("softmax")


def critique_of(exercise: Exercise, source: str) -> Critique:
    return examine(exercise, report_on(exercise, source), LocalSubmission(source))


@pytest.fixture(scope="module")
def signatures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signatures")


@pytest.mark.parametrize(
    ("mistake", "kind", "line"),
    [
        ("no-max", "overflow", 5),
        ("wrong-axis", "wrong-axis", None),
        ("whole-array", "whole-array", None),
        ("in-place", "mutated", 5),
        ("global-max", "invalid-value", 6),
    ],
)
def test_each_mistake_is_explained_by_what_it_does(
    softmax: Exercise, signatures: Path, mistake: str, kind: str, line: int | None
) -> None:
    source = softmax.mistake_source(mistake)
    judge = judge_of(softmax)
    seen = examine(
        softmax, report_on(softmax, source), LocalSubmission(source), judge=judge, folder=signatures
    )
    assert [(finding.kind, finding.line) for finding in seen.findings] == [(kind, line)]
    assert seen.mistake is not None
    assert (seen.mistake.mistake.id, seen.mistake.certainty) == (mistake, "sure")
    assert set(softmax.fault_lines(mistake)) & {suspect.line for suspect in seen.suspects[:3]}


@pytest.mark.parametrize(
    ("kind", "line", "body"),
    [
        (
            "print-for-return",
            6,
            "    e = np.exp(logits - logits.max(-1, keepdims=True))\n    print(e / e.sum())\n",
        ),
        ("exception", 5, "    e = np.exp(logits - logits.max(-1))\n    return e / e.sum(-1)\n"),
        ("undefined-name", 5, "    e = np.exp(logit)\n    return e / e.sum(-1, keepdims=True)\n"),
        ("unwritten", 4, "    raise NotImplementedError\n"),
        ("python-loop", 5, "    return np.array([np.exp(z - z.max()) for z in logits])\n"),
    ],
)
def test_what_explains_most_comes_first(softmax: Exercise, kind: str, line: int, body: str) -> None:
    seen = critique_of(softmax, HEAD + body)
    assert (seen.findings[0].kind, seen.findings[0].line) == (kind, line)
    assert len(seen.findings) <= 4


def test_nothing_is_said_of_a_good_program(softmax: Exercise) -> None:
    for source in (
        softmax.reference,
        *(softmax.alternative_source(a.id) for a in softmax.entry.alternatives),
    ):
        assert critique_of(softmax, source) == Critique()


def test_no_line_of_the_solution_is_in_it(softmax: Exercise) -> None:
    for mistake in ("no-max", "whole-array"):
        source = softmax.mistake_source(mistake)
        secret = {line.strip() for line in softmax.reference.splitlines()} - {
            line.strip() for line in source.splitlines()
        }
        findings = critique_of(softmax, source).findings
        for language in get_args(Language):
            said = [str(finding_document(finding, language)) for finding in findings]
            assert not [line for line in secret for text in said if line and line in text]


def test_a_file_that_cannot_be_used_has_its_problem_said(softmax: Exercise) -> None:
    problem = Finding("grader", "grader.empty")
    report = replace(report_on(softmax, softmax.reference), problem=problem)
    assert examine(softmax, report, LocalSubmission("")).findings == (problem,)


def test_what_a_case_says_already_is_not_said_again(softmax: Exercise) -> None:
    source = HEAD + "    return np.where(logits > 1, logits**3 - 2.5, np.cos(logits) + 1.1)\n"
    report = report_on(softmax, source)
    said = Finding("grader", "grader.value", "mine.py", values={"function": "softmax", "seconds": "2"})
    report = replace(report, findings=dict.fromkeys(report.failed, said))
    kinds = [finding.kind for finding in examine(softmax, report, LocalSubmission(source)).findings]
    assert "grader" not in kinds


@pytest.mark.parametrize("language", get_args(Language))
def test_the_title_of_a_file_that_cannot_be_used_says_something(language: Language) -> None:
    title = finding_document(Finding("grader", "grader.empty", "mine.py"), language)["title"]
    assert title.startswith("mine.py: ")


def test_lines_of_a_notebook_are_those_of_its_cells(softmax: Exercise) -> None:
    code = Code.of_cells(
        "mine.ipynb", {1: "import numpy as np", 4: "def softmax(logits):\n    return np.exp(logits)\n"}
    )
    report = replace(report_on(softmax, code.text), code=code)
    (finding, *_) = examine(softmax, report, LocalSubmission(code.text)).findings
    assert (finding.kind, finding.line) == ("overflow", 2)
    assert "4" in finding.file


@pytest.fixture(scope="module")
def sandboxes(learner_python: Path) -> Iterator[WarmSandboxes]:
    with WarmSandboxes(find_sandbox(), learner_python) as warm:
        yield warm


@pytest.mark.slow
def test_the_same_is_seen_through_the_sandbox(
    softmax: Exercise, sandboxes: WarmSandboxes, tmp_path: Path
) -> None:
    for mistake, kind in (("no-max", "overflow"), ("in-place", "mutated")):
        report = grade(softmax, softmax.mistake_source(mistake), sandboxes)
        seen = critique(softmax, report, sandboxes, folder=tmp_path)
        assert [finding.kind for finding in seen.findings] == [kind]
        assert seen.mistake is not None
        assert seen.mistake.mistake.id == mistake
        assert seen.suspects
    assert list(tmp_path.rglob("*.json")) == []  # the signatures that ship are those of the sandbox


def ran(stderr: str = "", status: str = "error") -> RunResult:
    return RunResult("error" if status == "error" else "ok", 1, "", stderr, False, 0.1, 10.0, "bubblewrap")


def test_warnings_of_a_run_are_told_once_a_line() -> None:
    source = b"import numpy as np\nx = np.exp(np.array([1000.0]))\nprint(x - x)\n"
    stderr = (
        "/box/src/mine.py:2: RuntimeWarning: overflow encountered in exp\n"
        "  x = np.exp(np.array([1000.0]))\n"
        "/box/src/mine.py:2: RuntimeWarning: overflow encountered in exp\n"
        "/usr/lib/other.py:3: RuntimeWarning: overflow encountered in exp\n"
        "/box/src/mine.py:3: DeprecationWarning: do not do that\n"
    )
    (found,) = advice(ran(stderr), {"mine.py": source})
    assert (found.kind, found.file, found.line) == ("overflow", "mine.py", 2)


def test_a_run_that_ends_well_still_gets_advice() -> None:
    source = b"def area(r):\n    return 3.14 * r ^ 2\n\n\nprint(area(2))\n"
    assert [item.kind for item in advice(ran(status="ok"), {"mine.py": source, "data.csv": b"x ^ 2"})] == [
        "caret"
    ]
    assert advice(ran(status="ok"), {"mine.py": b"print(1)\n"}) == ()


@pytest.mark.parametrize("language", get_args(Language))
def test_every_kind_of_finding_has_words(language: Language) -> None:
    kinds = {*LEARNER_RULES.values(), *HINTS, *PATTERNS, *OTHER_KINDS}
    wanted = {f"finding.{kind}.{part}" for kind in kinds for part in ("title", "detail")}
    assert wanted - keys(language) == set()


class Slow:
    """A submission whose time is that of the square of its input, by a clock of its own."""

    @contextmanager
    def open_call(self, trace: bool = False) -> Iterator[Timed]:
        yield Timed(lambda logits: 1e-6 * len(logits) ** 2)


def test_right_but_slow_is_said_with_what_was_measured(softmax: Exercise) -> None:
    (finding,) = examine(softmax, report_on(softmax, softmax.reference), Slow()).findings
    assert finding.kind == "growth"
    assert finding.evidence.startswith("200: 4")
    assert "tamaño del lote" in finding_document(finding, "es")["detail"]


def test_an_argument_that_is_changed_out_of_sight_is_named(softmax: Exercise) -> None:
    body = "    hidden = logits\n    hidden -= logits.max(-1, keepdims=True)\n    e = np.exp(hidden)\n"
    (finding, *_) = critique_of(softmax, HEAD + body + "    return e / e.sum(-1, keepdims=True)\n").findings
    assert (finding.kind, finding.line, finding.values["name"]) == ("mutated", None, "logits")


def test_what_a_good_solution_does_as_well_is_no_slip() -> None:
    exercise = Exercises(load_course(default_course_folder())).get("count-parameters")
    right = exercise.alternative_source("closed-form")  # in which the heads cancel out
    wrong = right.replace("return ", "return 1 + ")
    kinds = {finding.kind for finding in critique_of(exercise, wrong).findings}
    assert "unused-argument" in {finding.kind for finding in linted(wrong)}
    assert "unused-argument" not in kinds
