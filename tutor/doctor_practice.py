"""The doctor's checks of what runs the learner's programs: the sandbox and the environments."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge_base.errors import Refused
from tools.running.environments import DEFAULT, PREPARE, Environments, recipes
from tools.sandbox import SelfTest
from tutor.diagnosis import Check, Patient
from tutor.messages import explain


def check_sandbox(patient: Patient) -> Check:
    """Which sandbox holds here, by what was tried from inside."""
    from tools.sandboxing.isolation import find_sandbox, self_tests

    tests = self_tests()
    if not any(test.ok for test in tests):
        try:
            find_sandbox()
        except Refused as error:  # elsewhere than on Linux nothing is wrong with the machine
            return patient.error("sandbox", error, "fail" if tests else "warn")
    return sandbox_found(patient, tests)


def sandbox_found(patient: Patient, tests: Sequence[SelfTest]) -> Check:
    """What self-tests mean, the strongest sandbox first, where one of them holds."""
    from tools.sandboxing.isolation import why
    from tools.sandboxing.namespaces import refused

    holding = next(test for test in tests if test.ok)
    values = {"name": holding.sandbox, "count": len(holding.guards)}
    if holding is tests[0]:
        return patient.found("sandbox", "ok", "sandbox", **values)
    stronger = tests[0]
    values |= {"other": stronger.sandbox, "problem": why(stronger)}
    found = patient.found("sandbox", "warn", "sandbox.weaker", **values)
    return replace(found, fix=explain(refused(why(stronger)), patient.language)[2])


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
