"""The learner's environments: made once, whole or not at all, and clear about what is in the way."""

import subprocess
from pathlib import Path


def test_the_environment_has_numpy_and_nothing_of_the_tutors(learner_python: Path) -> None:
    program = (
        "import sys, numpy\nfrom importlib.util import find_spec\n"
        "print(numpy.__version__, [find_spec(n) for n in ('pydantic', 'tutor', 'tools', 'pip')])"
    )
    done = subprocess.run([learner_python, "-I", "-c", program], capture_output=True, text=True, check=True)
    version, _, rest = done.stdout.strip().partition(" ")
    constraints = (Path(__file__).parents[2] / "constraints.txt").read_text(encoding="utf-8")
    assert f"numpy=={version} " in constraints
    assert rest == "[None, None, None, None]"
