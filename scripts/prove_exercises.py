"""Proves exercises while they are written: `python -m scripts.prove_exercises softmax [--mutants]`.

The reference and the alternatives pass, the starter fails, each mistake fails with a signature of its own in
every draw, and the checks kill at least nine of ten mutants of the reference. It runs our own code in this
process; the tests prove the same through the sandbox.
"""

import argparse
import sys
import time
import warnings
from pathlib import Path

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from knowledge_base.yaml_files import read_yaml
from scripts.local_call import local_calls, outcomes
from scripts.mutants import Mutant, mutants
from scripts.proof_environments import borrow_packages, kept_environments
from tools.grading.check_files import CheckFile, load_checks
from tools.grading.checking import CaseResult, run_check
from tools.grading.pasting import paste, paste_call

SEEDS = (1, 2, 3)
LEAST_KILLED = 0.9
Signature = dict[str, tuple[str, ...]]


def main() -> int:
    """Prove the exercises named, or all; 1 when something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--mutants", action="store_true", help="also run the mutants of each reference")
    parser.add_argument("--verbose", action="store_true", help="show signatures and counterexamples")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    exercises = Exercises(load_course(default_course_folder()))
    bad = 0
    for exercise_id in chosen.ids or exercises.ids:
        exercise = exercises.get(exercise_id)
        borrow_packages(kept_environments().ensure(exercise.entry.environment))
        problems = prove(exercise, verbose=chosen.verbose)
        if chosen.mutants:
            problems += prove_mutants(exercise)
        print(f"{'FAIL' if problems else 'ok  '} {exercise_id}")
        for problem in problems:
            print(f"     {problem}")
        bad += bool(problems)
    return 1 if bad else 0


def prove(exercise: Exercise, verbose: bool = False) -> list[str]:
    """What does not hold of an exercise's programs."""
    file = load_checks(exercise)
    problems: list[str] = []
    good = {"reference": exercise.reference} | {
        f"alternative {item.id}": exercise.alternative_source(item.id) for item in exercise.entry.alternatives
    }
    for name, source in good.items():
        started = time.perf_counter()
        failed = [case for case in judge(file, source, SEEDS[0]) if case.outcome != "passed"]
        problems += [f"{name} does not pass {case.name}: {told(case)}" for case in failed]
        if time.perf_counter() - started > 3:
            problems.append(f"{name} takes {time.perf_counter() - started:.1f} s to check")
    if all(case.outcome == "passed" for case in judge(file, exercise.starter, SEEDS[0])):
        problems.append("the starter passes")
    return problems + prove_mistakes(exercise, file, verbose)


def prove_mistakes(exercise: Exercise, file: CheckFile, verbose: bool) -> list[str]:
    """Each mistake fails, the same way in every draw, and unlike the others."""
    problems: list[str] = []
    signatures: dict[str, Signature] = {}
    for mistake in exercise.entry.mistakes:
        source = exercise.mistake_source(mistake.id)
        if not exercise.fault_lines(mistake.id):
            problems.append(f"mistake {mistake.id} marks no line with '# fault'")
        cases = [judge(file, source, seed) for seed in SEEDS]
        seen = [{case.name: case.signature for case in drawn} for drawn in cases]
        if all(case.outcome == "passed" for case in cases[0]):
            problems.append(f"mistake {mistake.id} passes")
        if any(other != seen[0] for other in seen):
            problems.append(f"mistake {mistake.id} has another signature with another seed: {seen}")
        twin = next((name for name, other in signatures.items() if other == seen[0]), None)
        if twin and not told_apart(file, source, exercise.mistake_source(twin)):
            problems.append(f"mistake {mistake.id} looks like {twin}: {seen[0]}")
        signatures[mistake.id] = seen[0]
        if verbose:
            print(f"  {mistake.id}: {outcomes(seen[0])}")
            for case in cases[0]:
                if case.outcome == "failed":
                    print(f"      {case.name}: {told(case)}")
    return problems


def told_apart(file: CheckFile, source: str, other: str) -> bool:
    """Whether two programs give different values for some fixed example."""
    mine, theirs = judge(file, source, SEEDS[0]), judge(file, other, SEEDS[0])
    return [paste(case.values) for case in mine] != [paste(case.values) for case in theirs]


def prove_mutants(exercise: Exercise) -> list[str]:
    """Enough mutants are killed, and each survivor is explained in `survivors.yaml`."""
    killed, survivors = run_mutants(exercise)
    total = killed + len(survivors)
    known = explained(exercise.folder)
    print(f"  {exercise.id}: {killed} of {total} mutants killed")
    problems = [f"line {m.line}: {m.change} survives" for m in survivors if m.change not in known]
    if total and killed / total < LEAST_KILLED:
        problems.append(f"only {killed / total:.0%} of the mutants are killed")
    return problems


def run_mutants(exercise: Exercise) -> tuple[int, list[Mutant]]:
    """How many mutants of the reference the checks kill, and those that live."""
    file = load_checks(exercise)
    killed, survivors = 0, []
    for mutant in mutants(exercise.reference):
        if any(case.outcome == "failed" for case in judge(file, mutant.source, SEEDS[0], stop=True)):
            killed += 1
        else:
            survivors.append(mutant)
    return killed, survivors


def explained(folder: Path) -> dict[str, str]:
    """Survivors that are known, with the reason why no check can kill them."""
    path = folder / "survivors.yaml"
    entries = read_yaml(path).data if path.exists() else []
    assert isinstance(entries, list)
    return {entry["change"]: entry["why"] for entry in entries}


def judge(file: CheckFile, source: str, seed: int, stop: bool = False) -> list[CaseResult]:
    """Every check on a program of ours; with `stop`, only until the first that fails."""
    cases = []
    for name, check in file.checks.items():
        cases.append(run_check(name, check, local_calls(source), seed, time.monotonic() + 60))
        if stop and cases[-1].outcome == "failed":
            break
    return cases


def told(case: CaseResult) -> str:
    """A counterexample on one line."""
    found = case.counterexample
    if found is None:
        return case.outcome
    called, failure = found.called, found.failure
    call = paste_call(called.function, called.args, called.kwargs) if called else ""
    wanted = failure.note.en if failure.note else paste(failure.expected)
    return f"{call}: {failure.signature} {failure.message}; wanted {wanted}; got {paste(failure.got)}"


if __name__ == "__main__":
    sys.exit(main())
