"""A submission is graded fairly in the real sandbox, and its report says what a teacher would and no more."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.documents import Language
from knowledge_base.exercises import Exercise, Exercises
from knowledge_base.yaml_files import read_text
from tools.checks import Called
from tools.grading.check_files import load_checks
from tools.grading.grader import VECTORISED, Report, grade, judge_source, read_loops
from tools.grading.submissions import CallLimits, Code, WarmSandboxes, open_submission, safe_message
from tools.sandboxing.isolation import Maker, find_sandbox, makers
from tutor.reports import report_document

EXERCISES = Exercises(load_course(default_course_folder()))
SOFTMAX = EXERCISES.get("softmax")
GOOD = SOFTMAX.reference
LANGUAGES: tuple[Language, ...] = ("es", "en")


@pytest.fixture(scope="module")
def sandboxes(learner_python: Path) -> Iterator[WarmSandboxes]:
    limits = CallLimits(call=1.0, load=2.0)
    with WarmSandboxes(find_sandbox(), learner_python, limits=limits) as warm:
        yield warm


def first_words(report: Report, language: Language = "en") -> str:
    """What the learner reads first."""
    document = report_document(report, language)
    if document["problem"]:
        return f"{document['problem']['title']}: {document['problem']['detail']}"
    return next((case["message"] for case in document["cases"] if not case["passed"]), "")


def test_a_good_program_passes_every_case(sandboxes: WarmSandboxes) -> None:
    report = grade(SOFTMAX, GOOD, sandboxes)
    assert report.passed
    assert [case.outcome for case in report.cases] == ["passed"] * 5
    document = report_document(report, "es")
    assert document["passed"] is True
    assert document["counterexample"] is None
    assert [case["message"] for case in document["cases"]] == [""] * 5


def test_the_starter_fails_and_is_told_to_be_unwritten(sandboxes: WarmSandboxes) -> None:
    report = grade(SOFTMAX, SOFTMAX.starter, sandboxes)
    assert not report.passed
    assert "still to be written" in first_words(report)


@pytest.mark.parametrize("mistake", [item.id for item in SOFTMAX.entry.mistakes])
def test_each_mistake_fails_with_a_call_that_can_be_pasted(mistake: str, sandboxes: WarmSandboxes) -> None:
    report = grade(SOFTMAX, SOFTMAX.mistake_source(mistake), sandboxes)
    assert not report.passed
    shown = report_document(report, "en")["counterexample"]
    space: dict[str, Any] = {}
    exec(f"import numpy as np\n{SOFTMAX.mistake_source(mistake)}", space)
    with space["np"].errstate(all="ignore"):
        got = eval(shown["call"], space)
    if shown["got"] is not None:
        space["np"].testing.assert_array_equal(eval(shown["got"], space), got)


def test_the_same_seed_gives_the_same_report_and_no_seed_a_fresh_one(sandboxes: WarmSandboxes) -> None:
    wrong = SOFTMAX.mistake_source("whole-array")
    first, second = (report_document(grade(SOFTMAX, wrong, sandboxes, seed=7), "en") for _ in range(2))
    assert first["seed"] == 7
    for document in (first, second):
        document.pop("seconds")
    assert first == second
    seeds = {grade(SOFTMAX, "x = 1", sandboxes).seed for _ in range(3)}
    assert len(seeds) == 3


def test_some_functions_done_and_others_not_is_said_case_by_case(sandboxes: WarmSandboxes) -> None:
    exercise = EXERCISES.get("split-heads")
    report = grade(exercise, exercise.reference.replace("def merge_heads", "def merge_head"), sandboxes)
    assert report.problem is None
    assert any(case.outcome == "passed" for case in report.cases)
    told = [case["message"] for case in report_document(report, "en")["cases"] if not case["passed"]]
    assert any("merge_heads" in message and "merge_head." in message for message in told)


BAD: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "no program here yet"),
    "spaces": (b" \n\t\n", "no program here yet"),
    "a comment": ("# softmax\n", "no program here yet"),
    "no colon": ("def softmax(logits)\n    return 1\n", "line 1: Python does not understand"),
    "tabs and spaces": ("def softmax(x):\n\ty = 1\n        return x\n", "Tabs and spaces"),
    "another encoding": ("def softmax(x):\n    return 'ñ'\n".encode("latin-1"), "not saved as UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16"),
    "no text at all": (b"\x00\x01\x02" * 100, "not the text of a program"),
    "nesting": ("x = " + "(" * 5000 + ")" * 5000, "nested"),
    "data": (b"x = 1\n" * 300_000, "larger than"),
    "another name": (GOOD.replace("softmax", "soft_max"), "does have soft_max"),
    "no function": ("def other(x):\n    return x\n", "none of the functions"),
    "a text of that name": ("softmax = 'softmax'\n", "none of the functions"),
    "other parameters": (GOOD.replace("logits", "scores"), "softmax(logits)"),
    "one too many": (GOOD.replace("(logits)", "(logits, axis)"), "softmax(logits)"),
    "none": ("def softmax():\n    return 1\n", "softmax(logits)"),
    "a module that is not there": (f"import pandas\n{GOOD}", "imports pandas"),
    "a module inside": (GOOD.replace("    shifted", "    import scipy\n    shifted"), "imports scipy"),
    "endless recursion": ("def softmax(logits):\n    return softmax(logits)\n", "calls itself without end"),
    "an endless loop": (
        "def softmax(logits):\n    while True:\n        pass\n",
        "does not finish within 1 s",
    ),
    "an endless loop outside": ("while True:\n    pass\n", "never finishes loading"),
    "an exit": (f"{GOOD}\nquit()\n", "ends the program while it is being loaded"),
    "an exit inside": ("def softmax(logits):\n    exit()\n", "ends the whole program"),
    "a hard exit": ("import os\nos._exit(0)\n", "process ended while the file was being loaded"),
    "a hard exit inside": (
        "import os\ndef softmax(logits):\n    os._exit(0)\n",
        "process ended in the middle",
    ),
    "input": (f"n = input('n? ')\n{GOOD}", "asks for input while"),
    "input inside": ("def softmax(logits):\n    return input()\n", "softmax asks for input"),
    "print for return": ("def softmax(logits):\n    print(logits)\n", "prints its result"),
    "no return": ("def softmax(logits):\n    logits + 1\n", "returns None"),
    "an error at the left margin": (
        f"{GOOD}\nassert softmax(np.zeros(2))[0] == 1\n",
        "line 9: AssertionError",
    ),
    "a name that nothing has": (GOOD.replace("import numpy as np", ""), "import is missing"),
    "a blank": (SOFTMAX.shape, "still a blank"),
    "a list": ("def softmax(logits):\n    return [0.5, 0.5]\n", "numpy array and returns list"),
    "a generator": ("def softmax(logits):\n    yield 1\n", "not a plain value (generator)"),
    "another shape": (
        "def softmax(logits):\n    return logits[:0]\n",
        "size or shape of what softmax returns",
    ),
    "another dtype": (
        "def softmax(logits):\n    return logits.astype('f4')\n",
        "expected float64, got float32",
    ),
    "chance": (GOOD.replace("np.exp(", "np.random.rand() + np.exp("), "different results"),
    "memory": ("def softmax(logits):\n    return bytearray(10**11)\n", "not enough memory"),
    "memory outside": ("x = bytearray(10**11)\n", "not enough memory"),
    "memory that is filled": (
        "import numpy as np\n\n\ndef softmax(logits):\n    return np.ones((10_000, 11_000))\n",
        "not enough memory",
    ),
    "a crash of Python": (
        "import ctypes\n\n\ndef softmax(logits):\n    ctypes.string_at(0)\n",
        "Python itself crashed",
    ),
    "a loop over rows": (
        "import numpy as np\n\n\ndef softmax(logits):\n    flat = logits.reshape(-1, logits.shape[-1])\n"
        "    rows = [np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in flat]\n"
        "    return np.array(rows).reshape(logits.shape)\n",
        "does not walk its data with Python loops (line 6)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_beginners_slip_gets_the_sentence_that_helps(name: str, sandboxes: WarmSandboxes) -> None:
    source, words = BAD[name]
    report = grade(SOFTMAX, source, sandboxes)
    assert not report.passed
    assert words in first_words(report, "en")
    spanish = first_words(report, "es")
    assert spanish
    assert spanish != first_words(report, "en")


def test_types_are_named_in_the_learners_language(sandboxes: WarmSandboxes) -> None:
    report = grade(SOFTMAX, BAD["a list"][0], sandboxes)
    assert "arreglo de NumPy y el que devuelve es de tipo list" in first_words(report, "es")


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        ("# -*- coding: latin-1 -*-\n# coraz\xf3n\n" + GOOD).encode("latin-1"),
        GOOD.rstrip().encode(),
        (GOOD + '\n\nif __name__ == "__main__":\n    raise SystemExit\n').encode(),
        (GOOD + "\n\nprint(softmax(np.zeros(3)))\n" * 50).encode(),
    ],
    ids=["byte order mark", "Windows lines", "declared encoding", "no last newline", "main", "prints"],
)
def test_what_python_accepts_is_graded(source: bytes, sandboxes: WarmSandboxes) -> None:
    assert grade(SOFTMAX, source, sandboxes).passed


def test_a_function_may_reduce_with_a_ufunc_and_use_a_local_of_its_own_name() -> None:
    source = (
        "import numpy as np\n\n\ndef softmax(logits):\n"
        "    softmax = np.exp(logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))\n"
        "    return softmax\n"
    )
    assert read_loops(SOFTMAX, Code.of_file("softmax.py", source)).outcome == "passed"


def test_functions_that_may_loop_may_be_called_by_those_that_may_not() -> None:
    exercise = EXERCISES.get("bayes-update")
    looping = exercise.alternative_source("one-at-a-time")
    assert read_loops(exercise, Code.of_file("program.py", looping)).outcome == "passed"


def test_a_notebook_is_graded_by_its_cells_even_if_a_later_one_fails(sandboxes: WarmSandboxes) -> None:
    cells = {2: GOOD.rstrip(), 3: "import numpy as np", 5: "assert softmax(np.zeros(2))[0] == 7"}
    report = grade(SOFTMAX, Code.of_cells("softmax.ipynb", cells), sandboxes)
    assert report.passed
    without = grade(SOFTMAX, Code.of_cells("softmax.ipynb", {1: "1 / 0", 2: GOOD}), sandboxes)
    assert "Cell 1, line 1: ZeroDivisionError" in first_words(without)


def test_a_line_of_a_notebook_is_told_by_cell(sandboxes: WarmSandboxes) -> None:
    cells = {1: "import numpy as np", 4: "\ndef softmax(logits):\n    return 1 / 0"}
    report = grade(SOFTMAX, Code.of_cells("softmax.ipynb", cells), sandboxes)
    case = report_document(report, "en")["cases"][0]
    assert (case["file"], case["line"]) == ("cell-4.py", 3)
    broken = grade(SOFTMAX, Code.of_cells("softmax.ipynb", {1: "x = 1", 3: "def f(:"}), sandboxes)
    assert "Cell 3, line 1" in first_words(broken)


def test_prints_are_shown_cleaned_and_cut(sandboxes: WarmSandboxes) -> None:
    noisy = GOOD + "\nprint('\\x1b[31mrojo\\x1b[0m', 'x' * 100_000)\n"
    report = grade(SOFTMAX, noisy, sandboxes)
    assert report.passed
    assert report.printed.startswith("rojo xxx")
    assert len(report.printed) <= 2000


def test_a_loop_in_a_notebook_is_told_by_cell(sandboxes: WarmSandboxes) -> None:
    loop = "def softmax(logits):\n    return np.array([np.exp(x) for x in logits])"
    report = grade(SOFTMAX, Code.of_cells("softmax.ipynb", {1: "import numpy as np", 4: loop}), sandboxes)
    told = {case["name"]: case["message"] for case in report_document(report, "en")["cases"]}
    assert "(cell 4, line 2)" in told[VECTORISED]
    huge = Code.of_cells("softmax.ipynb", dict.fromkeys(range(5), "x = 1\n" * 150_000))
    assert "larger than" in first_words(grade(SOFTMAX, huge, sandboxes))


@pytest.mark.parametrize("make", makers(), ids=lambda make: make.__name__)
def test_every_sandbox_grades_the_same(make: Maker, learner_python: Path) -> None:
    with WarmSandboxes(make(), learner_python, limits=CallLimits(call=1.0)) as warm:
        assert grade(SOFTMAX, GOOD, warm).passed
        endless = grade(SOFTMAX, BAD["an endless loop"][0], warm)
        assert "does not finish" in first_words(endless)
        left_behind = GOOD + "\nimport os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)\n"
        assert grade(SOFTMAX, left_behind, warm).passed


def test_time_that_runs_out_is_undecided_and_no_pass(sandboxes: WarmSandboxes) -> None:
    report = grade(SOFTMAX, GOOD, sandboxes, seconds=0.0)
    assert not report.passed
    assert len(report.undecided) == 4
    assert "no time to decide" in first_words(report)


def test_calls_that_never_end_do_not_add_up(sandboxes: WarmSandboxes) -> None:
    report = grade(SOFTMAX, BAD["an endless loop"][0], sandboxes)
    kinds = [case.counterexample.failure.kind for case in report.cases if case.counterexample]
    assert kinds.count("timeout") == 2
    assert len(report.undecided) == 2


def test_messages_of_the_program_are_cleaned_before_they_are_shown(sandboxes: WarmSandboxes) -> None:
    source = (
        "def softmax(logits):\n"
        "    raise ValueError('\\x1b[31m /home/ana/secreto/reference.py \\ud800 ' + 'x' * 100_000)\n"
    )
    document = report_document(grade(SOFTMAX, source, sandboxes), "en")
    message = document["cases"][0]["message"]
    assert "\x1b" not in message
    assert "/home/ana" not in message
    assert "reference.py" in message
    assert len(message) < 600
    json.dumps(document, ensure_ascii=False).encode()


def telling_lines(exercise: Exercise) -> set[str]:
    """Lines of the checks and of the reference that the learner has not been given."""
    known = exercise.starter + exercise.statement("es") + exercise.statement("en")
    known += "".join(exercise.mistake_source(item.id) for item in exercise.entry.mistakes)
    texts = [exercise.reference, read_text(exercise.folder / "checks.py")]
    lines = {line.strip() for text in texts for line in text.splitlines()}
    titles = {
        text for check in load_checks(exercise).checks.values() for text in (check.title.es, check.title.en)
    }
    shown = [line for line in lines if any(title in line for title in titles)]
    return {line for line in lines if len(line) > 15 and line not in known} - set(shown)


@pytest.mark.slow
@pytest.mark.parametrize("exercise_id", EXERCISES.ids)
def test_no_report_tells_how_the_checks_or_the_reference_are_written(
    exercise_id: str, sandboxes: WarmSandboxes
) -> None:
    exercise = EXERCISES.get(exercise_id)
    lines = telling_lines(exercise)
    for mistake in exercise.entry.mistakes:
        report = grade(exercise, exercise.mistake_source(mistake.id), sandboxes)
        assert not report.passed, mistake.id
        for language in LANGUAGES:
            document = report_document(report, language)
            shown = document["counterexample"] or {}
            values = [shown.pop(key, None) for key in ("call", "expected", "got")]
            text = json.dumps(document, ensure_ascii=False)
            assert not [line for line in lines if line in text]
            assert not [
                line for line in exercise.reference.splitlines() if len(line) > 15 and line in str(values)
            ]
            assert not re.search(r"(/[\w.-]+){2,}", text)


def test_known_mistakes_are_judged_in_the_same_way(sandboxes: WarmSandboxes) -> None:
    wrong = SOFTMAX.mistake_source("global-max")
    graded = grade(SOFTMAX, wrong, sandboxes, seed=3)
    judged = judge_source(SOFTMAX, load_checks(SOFTMAX), sandboxes, seed=3)(wrong)
    assert [case.signature for case in judged] == [case.signature for case in graded.cases]
    assert judged[-1].name == VECTORISED


PROBES = """
import warnings
import numpy as np

count = 0


def overflow(x):
    y = x * 1000
    return np.exp(y)


def deeper(x):
    return np.array([]).mean()


def same(x):
    return x


def view(x):
    return [x[:1]]


def own(x):
    return x.copy()


def change(x, y):
    x[0] = 9
    y.append(1)
    return 0


def many(x):
    for i in range(100):
        warnings.warn(f"number {i}")


def steps(x):
    if x > 0:
        return 1
    return 2


def counted(x):
    global count
    count += 1
    return count


def waits(x):
    import time
    time.sleep(0.05)
"""


@pytest.fixture
def probe(sandboxes: WarmSandboxes) -> Iterator[Any]:
    with open_submission(sandboxes, Code.of_file("probes.py", PROBES)) as submission:

        def ask(function: str, *args: Any, trace: bool = False) -> Called:
            with submission.open_call(trace) as call:
                call(function, *args)
            assert call.last is not None
            return call.last

        yield ask


def test_what_a_call_gives_away_beside_its_value(probe: Any) -> None:
    import numpy as np

    (warned,) = probe("overflow", np.ones(2)).warnings
    assert (warned.category, warned.line) == ("RuntimeWarning", 10)
    assert "overflow" in warned.message
    assert {warning.line for warning in probe("deeper", 1).warnings} == {14}
    assert len(probe("many", 1).warnings) == 20
    assert probe("same", np.ones(2)).aliased
    assert probe("view", np.ones(2)).aliased
    assert not probe("own", np.ones(2)).aliased
    assert probe("change", np.ones(2), [1]).mutated == ("0", "1")
    assert probe("same", np.array([np.nan])).mutated == ()
    assert probe("waits", 1).seconds > 0.04


def test_the_lines_that_a_call_executes(probe: Any) -> None:
    assert probe("steps", 1, trace=True).lines == {41, 42}
    assert probe("steps", -1, trace=True).lines == {41, 43}
    assert probe("steps", 1).lines == frozenset()


def test_each_case_begins_anew(probe: Any) -> None:
    assert [probe("counted", 1).returned for _ in range(2)] == [1, 1]


def test_arguments_are_kept_as_they_were_before_the_call(probe: Any) -> None:
    import numpy as np

    assert probe("change", np.zeros(2), [1]).args[0].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("/usr/lib/python3/x.py is gone", "x.py is gone"),
        ("a/b and 1/2 stay", "a/b and 1/2 stay"),
        ("\x1b[2Jcleared\x07", "cleared"),
        (3, ""),
        (None, ""),
        ("y" * 1000, "y" * 300 + "…"),
    ],
)
def test_a_message_from_inside_is_made_safe(message: Any, shown: str) -> None:
    assert safe_message(message) == shown


def test_cases_that_would_read_alike_name_their_function(sandboxes: WarmSandboxes) -> None:
    exercise = EXERCISES.get("bpe-train")
    report = grade(exercise, exercise.reference, sandboxes, seed=1)
    titles = [title.es for title in report.titles.values()]
    assert len(set(titles)) == len(titles)
