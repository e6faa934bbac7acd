"""Make the signatures of known mistakes, through the sandbox: `python -m scripts.make_signatures [ID...]`.

They ship with the exercises, so that a learner's first failed check need not wait for them.
"""

import sys

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from scripts.proof_environments import kept_environments
from tools.critiquing.mistakes import SEED, SHIPPED, Signature, signature_name, signatures_text
from tools.grading.check_files import load_checks
from tools.grading.grader import judge_source
from tools.grading.submissions import WarmSandboxes
from tools.sandboxing.isolation import find_sandbox
from tutor.files import write_whole


def main(ids: list[str]) -> int:
    """Make those of the exercises named, or those of all that are not current."""
    exercises = Exercises(load_course(default_course_folder()))
    due = [
        exercise for exercise in map(exercises.get, ids or exercises.ids) if ids or not is_current(exercise)
    ]
    for name in sorted({exercise.entry.environment for exercise in due}):
        with WarmSandboxes.of(find_sandbox(), kept_environments().ensure(name)) as sandboxes:
            for exercise in due:
                if exercise.entry.environment == name:
                    print(exercise.id, file=sys.stderr, flush=True)
                    write_whole(exercise.folder / SHIPPED, signatures_text(_made(exercise, sandboxes)))
    return 0


def is_current(exercise: Exercise) -> bool:
    """Whether the shipped signatures are those of the mistakes as they are."""
    path = exercise.folder / SHIPPED
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return all(f'"{signature_name(exercise, mistake)}"' in text for mistake in exercise.entry.mistakes)


def _made(exercise: Exercise, sandboxes: WarmSandboxes) -> dict[str, Signature]:
    judge = judge_source(exercise, load_checks(exercise), sandboxes, SEED)
    made = {
        signature_name(exercise, mistake): Signature.of(judge(exercise.mistake_source(mistake.id)))
        for mistake in exercise.entry.mistakes
    }
    if any("undecided" in part for signature in made.values() for part in signature.parts.values()):
        raise SystemExit(f"{exercise.id}: the sandbox could not judge it; is its environment the right one?")
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
