"""Set up what the checks need, then run them all: format, lint, types, import contracts, tests."""

import subprocess
import sys

from scripts.environment import ROOT, environment

CHECKS = (
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("lint", ["-m", "ruff", "check", "."]),
    ("types", ["-m", "mypy"]),
    ("imports", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    ("tests", ["-m", "pytest", "-q", "-n", "2", "--cov", "--cov-report=term:skip-covered"]),
)


def main(selected: list[str]) -> int:
    """Run the checks (or those named) one after another; the first failure ends it."""
    python = environment(["dev"])
    for name, command in CHECKS:
        if selected and name not in selected:
            continue
        print(f"== {name}", flush=True)
        done = subprocess.run([str(python), *command], cwd=ROOT, check=False)
        if done.returncode:
            print(f"{name} failed.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
