"""What grading a submission costs: ours cold and warm, beside nbgrader and otter-grader, in one run.

    python -m benchmarks.grading --other PYTHON

PYTHON is the interpreter of an environment with `otter-grader nbgrader ipykernel numpy`; without it only ours
is measured. The exercise is softmax. The others get an assignment with as many checks: the same inputs and as
many random ones as ours draws, compared with the same reference. They run it in a notebook kernel without a
sandbox, and look for no smaller input when it fails.

- Warm: in a process that has graded before, with a sandbox started ahead, as the app and `watch` do it.
- Cold: a process from nothing to the report, with the sandbox's self-test.
- The others: their command from nothing to its result, as their manuals say to call it.

The kinds take turns; the median of each counts, and the ratio is to our warm grade of the right program.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent

from benchmarks.tables import table
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from tools.grading.grader import grade
from tools.grading.submissions import WarmSandboxes
from tools.running.environments import Environments
from tools.sandboxing.isolation import find_sandbox
from tutor.home import home_folder

EXERCISE = "softmax"
WRONG = "wrong-axis"
COLD = """
import sys
from pathlib import Path
from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercises
from tools.grading.grader import grade
from tools.sandboxing.isolation import find_sandbox
from tools.grading.submissions import WarmSandboxes
exercise = Exercises(load_course(default_course_folder())).get("softmax")
with WarmSandboxes(find_sandbox(), Path(sys.argv[1]), ahead=False) as sandboxes:
    assert grade(exercise, Path(sys.argv[2]).read_bytes(), sandboxes).passed
"""
SETTING = """
import ast
import inspect
import numpy as np

def expected(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    weights = np.exp(shifted)
    return weights / weights.sum(axis=-1, keepdims=True)

def drawn(count, scale=4.0):
    rng = np.random.default_rng()
    for _ in range(count):
        shape = rng.integers(1, 5, size=rng.integers(1, 4))
        yield np.round(rng.uniform(-scale, scale, size=shape) * 8) / 8
"""
CHECKS: dict[str, str] = {
    "definition": """
fixed = [np.zeros(2), np.array([[0.0, 1.0, 2.0], [3.0, 3.0, 3.0]]), np.array([[1.0, 2.0], [3.0, 5.0]])]
for logits in [*fixed, np.array([7.0]), *drawn(30)]:
    np.testing.assert_allclose(softmax(logits), expected(logits), rtol=1e-7, atol=1e-7)
""",
    "large": """
fixed = [np.array([1000.0, 1001.0]), np.array([-1000.0, -1001.0]), np.array([[0.0, 1.0], [-2000.0, -2000.0]])]
for logits in [*fixed, *drawn(30, 10_000.0)]:
    np.testing.assert_allclose(softmax(logits), expected(logits), rtol=1e-7, atol=1e-7)
""",
    "shift": """
for logits in drawn(30):
    np.testing.assert_allclose(softmax(logits + 3.0), softmax(logits))
""",
    "arguments": """
for logits in [np.array([[1.0, 2.0]]), *drawn(10)]:
    before = logits.copy()
    softmax(logits)
    np.testing.assert_array_equal(logits, before)
""",
    "loops": """
tree = ast.parse(inspect.getsource(softmax))
assert not any(isinstance(node, (ast.For, ast.While, ast.ListComp)) for node in ast.walk(tree))
""",
}
Kind = Callable[[], None]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", type=Path, default=None)
    parser.add_argument("--other", type=Path, default=None)
    parser.add_argument("--repeats", type=int, default=9)
    asked = parser.parse_args()
    python = asked.python or Environments(home_folder() / "environments").ensure("numpy").python
    exercise = Exercises(load_course(default_course_folder())).get(EXERCISE)
    with tempfile.TemporaryDirectory() as name, ours(exercise, python, Path(name)) as kinds:
        if asked.other is not None:
            kinds |= {"otter run": otter(exercise, asked.other, Path(name))}
            kinds |= {"nbgrader autograde": nbgrader(exercise, asked.other, Path(name))}
        print(report(measured(kinds, asked.repeats)))


@contextmanager
def ours(exercise: Exercise, python: Path, folder: Path) -> Iterator[dict[str, Kind]]:
    """Our ways of grading, by name."""
    program = folder / "program.py"
    program.write_text(exercise.reference, encoding="utf-8")
    wrong = exercise.mistake_source(WRONG)
    with WarmSandboxes(find_sandbox(), python) as sandboxes:

        def right() -> None:
            assert grade(exercise, exercise.reference, sandboxes).passed

        def failing() -> None:
            assert not grade(exercise, wrong, sandboxes).passed

        def cold() -> None:
            subprocess.run([sys.executable, "-c", COLD, str(python), str(program)], check=True)

        right()
        yield {"tutor, warm": right, "tutor, warm, a wrong program": failing, "tutor, cold": cold}


def otter(exercise: Exercise, python: Path, folder: Path) -> Kind:
    """`otter run` on an assignment that `otter generate` made."""
    home = folder / "otter"
    (home / "tests").mkdir(parents=True)
    (home / "out").mkdir()
    for name, body in CHECKS.items():
        (home / "tests" / f"{name}.py").write_text(otter_test(name, body), encoding="utf-8")
    write_notebook(home / "hw.ipynb", [code_cell(exercise.reference)])
    program = python.with_name("otter")
    call(
        home,
        python,
        [program, "generate", "-t", "tests", "-o", "a.zip", "--no-requirements", "--no-environment"],
    )

    def run() -> None:
        call(home, python, [program, "run", "hw.ipynb", "-a", "a.zip", "-o", "out", "--no-logo"])
        results = json.loads((home / "out" / "results.json").read_text(encoding="utf-8"))
        scored = [test["score"] for test in results["tests"] if "max_score" in test]
        assert sum(scored) == len(CHECKS), results

    return run


def otter_test(name: str, body: str) -> str:
    """A test file of otter-grader, of the kind that raises."""
    return (
        f"from otter.test_files import test_case\n{SETTING}\n"
        f"OK_FORMAT = False\nname = {name!r}\npoints = 1\n\n"
        f"@test_case(points=1, hidden=True)\ndef test_{name}(softmax):\n{indent(body, '    ')}"
    )


def nbgrader(exercise: Exercise, python: Path, folder: Path) -> Kind:
    """`nbgrader autograde` on an assignment that `nbgrader generate_assignment` made."""
    home = folder / "nbgrader"
    (home / "source" / "hw").mkdir(parents=True)
    solution = f"### BEGIN SOLUTION\n{exercise.reference}\n### END SOLUTION"
    cells = [graded_cell("answer", solution, solution=True)]
    cells += [graded_cell(name, f"{SETTING}\n{body}") for name, body in CHECKS.items()]
    write_notebook(home / "source" / "hw" / "hw.ipynb", cells)
    (home / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'c'\n")
    program = python.with_name("nbgrader")
    call(home, python, [program, "generate_assignment", "hw", "--create"])
    submitted = json.loads((home / "release" / "hw" / "hw.ipynb").read_text(encoding="utf-8"))
    submitted["cells"][0]["source"] = exercise.reference
    (home / "submitted" / "ana" / "hw").mkdir(parents=True)
    (home / "submitted" / "ana" / "hw" / "hw.ipynb").write_text(json.dumps(submitted), encoding="utf-8")

    def run() -> None:
        call(home, python, [program, "autograde", "hw", "--create", "--force"])
        graded = (home / "autograded" / "ana" / "hw" / "hw.ipynb").read_text(encoding="utf-8")
        assert '"output_type": "error"' not in graded

    return run


def graded_cell(name: str, source: str, solution: bool = False) -> dict[str, object]:
    """A cell of an nbgrader assignment."""
    marks = {
        "grade": not solution,
        "solution": solution,
        "locked": not solution,
        "schema_version": 3,
        "grade_id": name,
        "task": False,
        "cell_type": "code",
    }
    return code_cell(source, {"nbgrader": marks | ({} if solution else {"points": 1})}, name)


def code_cell(
    source: str, metadata: Mapping[str, object] | None = None, name: str = "a"
) -> dict[str, object]:
    """A cell of a notebook."""
    return {
        "cell_type": "code",
        "id": name,
        "execution_count": None,
        "metadata": dict(metadata or {}),
        "outputs": [],
        "source": source,
    }


def write_notebook(path: Path, cells: list[dict[str, object]]) -> None:
    """A notebook for Python 3."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")


def call(folder: Path, python: Path, command: list[str | Path]) -> None:
    """A program of the other environment, quietly."""
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])


def measured(kinds: Mapping[str, Kind], repeats: int) -> dict[str, list[float]]:
    """Seconds of each kind, taking turns, after one turn that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(repeats + 1):
        for name, kind in kinds.items():
            started = time.perf_counter()
            kind()
            if turn:
                seconds[name].append(time.perf_counter() - started)
            time.sleep(0.3)  # the sandbox that was started ahead is ready then, as it is between two saves
    return seconds


def report(seconds: Mapping[str, list[float]]) -> str:
    """A Markdown table; ratios are to the first kind."""
    base = statistics.median(next(iter(seconds.values())))
    rows = []
    for name, times in seconds.items():
        middle = statistics.median(times)
        rows.append(
            [name, f"{middle:.2f}", f"{min(times):.2f}", f"{max(times):.2f}", f"{middle / base:.1f}x"]
        )
    return table(["", "median, s", "least, s", "most, s", "ratio"], rows)


if __name__ == "__main__":
    main()
