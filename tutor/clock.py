"""The time, from one place; `TUTOR_NOW` freezes it for simulation."""

import os
from collections.abc import Mapping
from datetime import datetime

from knowledge_base.errors import BadInput


def now(environment: Mapping[str, str] = os.environ) -> datetime:
    """The local time with its zone, or the frozen time of `TUTOR_NOW` (ISO 8601).

    Raises:
        BadInput: TUTOR_NOW is not an ISO 8601 time.
    """
    frozen = environment.get("TUTOR_NOW")
    if not frozen:
        return datetime.now().astimezone()
    try:
        time = datetime.fromisoformat(frozen)
    except ValueError as error:
        raise BadInput(
            "TUTOR_NOW is not an ISO 8601 time: {value}.",
            hint="Write it like 2026-11-28T10:00:00-03:00, or unset it.",
            value=frozen,
        ) from error
    return time.astimezone() if time.tzinfo is None else time
