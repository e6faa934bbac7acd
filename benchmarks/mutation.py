"""How many mutants of each exercise's reference the hidden checks kill: `python -m benchmarks.mutation`.

Writes docs/exercise-mutants.md, with every survivor and the reason why it lives.
"""

import sys
import warnings
from pathlib import Path

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from scripts.mutants import Mutant
from scripts.proof_environments import borrow_packages, kept_environments
from scripts.prove_exercises import explained, run_mutants

PAGE = Path(__file__).parent.parent / "docs" / "exercise-mutants.md"
MISSING = "Not explained yet."
HEAD = """# Mutants of the exercises

A mutant is the reference solution with one change that cosmic-ray's operators make: another operator, another
constant, a break for a continue. A check that lets a mutant pass would let a learner's slip pass too. Made by
`python -m benchmarks.mutation`; one run, every mutant, seed 1.

"""


def main() -> int:
    """Run every mutant of every exercise and write the page."""
    warnings.simplefilter("ignore")
    rows, survivors, killed, total = [], [], 0, 0
    for exercise in Exercises(load_course(default_course_folder())):
        borrow_packages(kept_environments().ensure(exercise.entry.environment))
        dead, alive = run_mutants(exercise)
        killed, total = killed + dead, total + dead + len(alive)
        rows.append(f"| {exercise.unit} | {exercise.id} | {dead} | {dead + len(alive)} |")
        survivors += _told(exercise, alive)
        print(f"{exercise.id}: {dead} of {dead + len(alive)}", file=sys.stderr, flush=True)
    table = "| unit | exercise | killed | mutants |\n|---|---|---|---|\n" + "\n".join(rows)
    share = f"{killed} of {total} are killed ({killed / total:.1%}).\n\n" if total else ""
    PAGE.write_text(
        f"{HEAD}{share}{table}\n\n## Survivors\n\n" + "\n".join(survivors) + "\n", encoding="utf-8"
    )
    return 0


def _told(exercise: Exercise, alive: list[Mutant]) -> list[str]:
    reasons = explained(exercise.folder)
    return [
        f"- `{exercise.id}`, line {mutant.line}: `{mutant.change}`. {reasons.get(mutant.change, MISSING)}"
        for mutant in alive
    ]


if __name__ == "__main__":
    sys.exit(main())
