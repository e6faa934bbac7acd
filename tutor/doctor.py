"""`tutor doctor`: looks at everything the tutor needs and says what mends what is wrong.

It changes nothing and starts nothing. A check that fails does not stop the others.
"""

from collections.abc import Callable
from pathlib import Path

from knowledge_base.errors import BadInput, TutorError
from tutor.diagnosis import Check, Patient, Report
from tutor.doctor_machine import (
    check_clock,
    check_disk,
    check_home,
    check_memory,
    check_python,
    check_terminal,
)
from tutor.doctor_parts import (
    check_config,
    check_copies,
    check_course,
    check_encoder,
    check_library,
    check_model,
    check_record,
    check_server,
    check_vectors,
)
from tutor.doctor_practice import check_environments, check_sandbox
from tutor.settings import Settings, load_settings

CHECKS: dict[str, Callable[[Patient], Check]] = {
    "python": check_python,
    "home": check_home,
    "disk": check_disk,
    "memory": check_memory,
    "clock": check_clock,
    "terminal": check_terminal,
    "config": check_config,
    "record": check_record,
    "copies": check_copies,
    "course": check_course,
    "encoder": check_encoder,
    "library": check_library,
    "vectors": check_vectors,
    "model": check_model,
    "server": check_server,
    "sandbox": check_sandbox,
    "environments": check_environments,
}


def examine(patient: Patient) -> Report:
    """Every check."""
    return Report(tuple(_looked(name, check, patient) for name, check in CHECKS.items()))


def _looked(name: str, check: Callable[[Patient], Check], patient: Patient) -> Check:
    try:
        return check(patient)
    except TutorError as error:
        return patient.error(name, error)
    except Exception as error:  # noqa: BLE001 - the edge: libraries raise anything for a damaged file
        return patient.found(name, "fail", "crashed", "crashed", problem=f"{type(error).__name__}: {error}")


def settings_or_defaults(home: Path) -> Settings:
    """The learner's settings, or the defaults where those cannot be read (`check_config` says why)."""
    try:
        return load_settings(home)
    except BadInput:
        return Settings.model_construct()
