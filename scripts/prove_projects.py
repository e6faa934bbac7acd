"""Proves projects while they are written: `python -m scripts.prove_projects [ID...]`, in the real sandbox.

The reference passes every check and the starter fails at least one of each milestone that has checks. The
environment is one of `TUTOR_HOME`, made at its first use.
"""

import argparse
import sys
from dataclasses import dataclass

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.projects import ProjectPack, Projects
from tools.projects.checking import ProjectReport, check_project
from tools.running.environments import Environment, Environments
from tools.sandbox import Sandbox
from tools.sandboxing.isolation import find_sandbox
from tutor.home import home_folder

LONGEST_SECONDS = {"numpy": 30.0, "torch": 90.0}  # of the reference, by the profile of its environment


@dataclass(frozen=True)
class Proof:
    """What was seen of a project.

    Attributes:
        reference, starter: their reports.
        problems: what does not hold, one sentence each.
    """

    reference: ProjectReport
    starter: ProjectReport
    problems: tuple[str, ...]


def main() -> int:
    """Prove the projects named, or all; 1 when something does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--verbose", action="store_true", help="say what came of each check of the starter")
    chosen = parser.parse_args()
    projects = Projects(load_course(default_course_folder()))
    sandbox, environments = find_sandbox(), Environments(home_folder() / "environments")
    bad = 0
    for project_id in chosen.ids or projects.ids:
        project = projects.get(project_id)
        environment = environments.ensure(project.entry.environment, lambda *a, **k: print(*a, k))
        proof = prove(project, sandbox, environment)
        bad += bool(proof.problems)
        ran = proof.reference
        print(
            f"{'FAIL' if proof.problems else 'ok  '} {project_id}: reference {len(ran.held)} of"
            f" {len(ran.results)} in {ran.seconds:.1f} s and {ran.peak_mb:.0f} MB, starter"
            f" {len(proof.starter.held)}"
        )
        for problem in proof.problems:
            print(f"     {problem}")
        for result in proof.starter.results if chosen.verbose else ():
            print(f"     {result.outcome:8} {result.test}: {result.message} {result.place}")
    return 1 if bad else 0


def prove(project: ProjectPack, sandbox: Sandbox, environment: Environment) -> Proof:
    """Run reference and starter of a project."""
    reference = check_project(project, project.files("reference"), sandbox, environment)
    starter = check_project(project, project.files("starter"), sandbox, environment)
    problems = [
        f"the reference fails {result.test} ({result.outcome}): {result.message} {result.place}"
        for result in reference.results
        if not result.holds
    ]
    if reference.ended:
        problems.append(f"the reference ended early ({reference.ended}): {reference.said}")
    most = LONGEST_SECONDS[environment.profile]
    if reference.seconds > most:
        problems.append(f"the checks of the reference take {reference.seconds:.1f} s, more than {most:.0f}")
    if starter.ended:
        problems.append(f"the starter ended early ({starter.ended}): {starter.said}")
    problems += [
        f"the starter reaches the milestone {item.id}"
        for item in project.entry.milestones
        if item.checks and starter.reached(item)
    ]
    return Proof(reference, starter, tuple(problems))


if __name__ == "__main__":
    sys.exit(main())
