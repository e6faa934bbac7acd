"""The doctor's checks of the machine: Python, folder, disk, memory, clock, terminal."""

import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from knowledge_base.errors import TutorError
from tutor.clock import machine_timezone, now, timezone
from tutor.diagnosis import Check, Patient, Status, gigabytes
from tutor.llm.catalogue import recommend
from tutor.llm.models import machine_memory

OLDEST_PYTHON = (3, 11)
LITTLE_DISK, NO_DISK = 2_000_000_000, 200_000_000
LITTLE_MEMORY = 1_500_000_000
SMALLEST_TERMINAL = (80, 24)
FIRST_YEAR = 2025  # a clock that shows less has not been set


def check_python(patient: Patient) -> Check:
    """The interpreter's version."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    enough = sys.version_info[:2] >= OLDEST_PYTHON
    return patient.found(
        "python", "ok" if enough else "fail", "python", "" if enough else "python", version=version
    )


def check_home(patient: Patient) -> Check:
    """The tutor's folder can be written."""
    existing = _existing(patient.home)
    if not os.access(existing, os.W_OK | os.X_OK) or not existing.is_dir():
        return patient.found("home", "fail", "home.closed", "home", path=existing)
    key = "home.ready" if patient.home.exists() else "home.later"
    return patient.found("home", "ok", key, path=patient.home)


def check_disk(patient: Patient) -> Check:
    """Free space where the tutor's folder is."""
    free = shutil.disk_usage(_existing(patient.home)).free
    status: Status = "fail" if free < NO_DISK else "warn" if free < LITTLE_DISK else "ok"
    return patient.found("disk", status, "disk", "" if status == "ok" else "disk", free=gigabytes(free))


def check_memory(patient: Patient) -> Check:
    """Memory, and the ablest model that fits it."""
    import psutil

    total, available = machine_memory(), psutil.virtual_memory().available
    best = next((item.name for item in recommend(total) if item.best), "smollm2-135m")
    values = {"total": gigabytes(total), "available": gigabytes(available), "model": best}
    if available < LITTLE_MEMORY:
        return patient.found("memory", "warn", "memory", "memory", **values)
    return patient.found("memory", "ok", "memory", **values)


def check_clock(patient: Patient) -> Check:
    """Time and timezone."""
    moment, name = now(patient.environment), _timezone(patient)
    zone = name or machine_timezone(patient.environment) or str(moment.tzname())
    local = moment.astimezone(timezone(name)) if name else moment
    values = {"time": f"{local:%Y-%m-%d %H:%M}", "zone": zone}
    if patient.environment.get("TUTOR_NOW"):
        return patient.found("clock", "warn", "clock.frozen", "clock.frozen", **values)
    if moment.year < FIRST_YEAR:
        return patient.found("clock", "warn", "clock", "clock", **values)
    return patient.found("clock", "ok", "clock", **values)


def _timezone(patient: Patient) -> str:
    """The learner's; of a record that cannot be read its own check tells."""
    with suppress(TutorError):
        if (profile := patient.profile()) is not None:
            return profile.timezone
    return patient.settings.learner.timezone


def check_terminal(patient: Patient) -> Check:
    """Size and colours of the terminal."""
    if not sys.stdout.isatty() and not sys.stderr.isatty():
        return patient.found("terminal", "ok", "terminal.none")
    columns, lines = shutil.get_terminal_size(SMALLEST_TERMINAL)
    values = {"columns": columns, "lines": lines, "colours": _colours(patient.environment)}
    small = columns < SMALLEST_TERMINAL[0] or lines < SMALLEST_TERMINAL[1]
    if patient.environment.get("TERM", "") in ("", "dumb") and sys.platform != "win32":
        return patient.found("terminal", "warn", "terminal", "terminal.dumb", **values)
    return patient.found(
        "terminal", "warn" if small else "ok", "terminal", "terminal.small" if small else "", **values
    )


def _colours(environment: Mapping[str, str]) -> int:
    if "NO_COLOR" in environment:
        return 2
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return 16_777_216
    return 256 if "256" in environment.get("TERM", "") else 16


def _existing(path: Path) -> Path:
    """The folder itself or the nearest above it that is there."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())
