"""The doctor's checks of what runs the learner's programs: the sandbox and the environments."""

import sys
from collections.abc import Sequence

from tools.environments import DEFAULT, PREPARE, Environments, recipes
from tools.sandbox import SelfTest
from tutor.diagnosis import Check, Patient


def check_sandbox(patient: Patient) -> Check:
    """Which sandbox holds here, by what was tried from inside."""
    from tools.isolation import self_tests

    return sandbox_found(patient, self_tests())


def sandbox_found(patient: Patient, tests: Sequence[SelfTest]) -> Check:
    """What self-tests mean, the best back end first."""
    holding = next((test for test in tests if test.ok), None)
    fix = "sandbox.namespaces" if sys.platform == "linux" else "sandbox.linux"
    if holding is None:
        problem = "; ".join(_problem(test) for test in tests) or sys.platform
        status = "fail" if sys.platform == "linux" else "warn"  # elsewhere nothing is wrong with the machine
        return patient.found("sandbox", status, "sandbox.none", fix, problem=problem)
    values = {"name": holding.sandbox, "count": len(holding.guards)}
    if holding is tests[0]:
        return patient.found("sandbox", "ok", "sandbox", **values)
    values |= {"other": tests[0].sandbox, "problem": _problem(tests[0])}
    return patient.found("sandbox", "warn", "sandbox.weaker", fix, **values)


def check_environments(patient: Patient) -> Check:
    """Which environments are made; none is needed before the first program."""
    environments = Environments(patient.home / "environments")
    wanted = [recipe.name for recipe in recipes().values() if recipe.requirements]
    ready = [name for name in wanted if environments.find(name)]
    absent = ", ".join(name for name in wanted if name not in ready)
    if not ready:
        command = PREPARE.format(name=DEFAULT)
        return patient.found("environments", "ok", "environments.none", "environments", command=command)
    if not absent:
        return patient.found("environments", "ok", "environments", ready=", ".join(ready))
    return patient.found("environments", "ok", "environments.later", ready=", ".join(ready), absent=absent)


def _problem(test: SelfTest) -> str:
    """Why a back end is not used, in a few words; not translated."""
    missed = ", ".join(f"{guard.name} ({guard.detail})" for guard in test.guards if not guard.holds)
    return test.problem or f"{test.sandbox}: {missed or 'nothing was tried'}"
