"""What time it is: the one place that reads the machine's clock, so that `TUTOR_NOW` can freeze it."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge_base.errors import BadInput

_LOCALTIME = Path("/etc/localtime")


def now(environment: Mapping[str, str] = os.environ) -> datetime:
    """The present moment with its timezone: `TUTOR_NOW` (ISO 8601) when it is set, else the machine's.

    Raises:
        BadInput: TUTOR_NOW is no ISO 8601 time.
    """
    frozen = environment.get("TUTOR_NOW", "").strip()
    if not frozen:
        return datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(frozen)
    except ValueError as error:
        raise BadInput(
            "TUTOR_NOW is not an ISO 8601 time: {value}.",
            hint="Write it as 2026-11-28T10:00:00-03:00, or unset it.",
            value=frozen,
        ) from error
    return moment if moment.tzinfo else moment.astimezone()


def timezone(name: str) -> ZoneInfo:
    """The timezone with an IANA name.

    Raises:
        BadInput: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(
            "There is no timezone called {name}.",
            hint="Use an IANA name such as America/Bogota or Europe/Madrid.",
            name=name,
        ) from error


def machine_timezone(environment: Mapping[str, str] = os.environ, localtime: Path = _LOCALTIME) -> str:
    """The IANA name of the machine's timezone; empty where it does not tell."""
    linked = str(localtime.resolve()) if localtime.exists() else ""
    candidates = (environment.get("TZ", "").lstrip(":"), linked.partition("zoneinfo/")[2])
    return next((name for name in candidates if name and _is_known(name)), "")


def _is_known(name: str) -> bool:
    try:
        timezone(name)
    except BadInput:
        return False
    return True
