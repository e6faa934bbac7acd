"""Configuration of the service, from the environment."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What differs between one place where the service runs and another.

    Attributes:
        api_key: that every request for a label must bring; never in a log.
        store: folder of the runs and the registry.
        places: requests that may use the model at the same time.
        limit_seconds: the most that the model may take for one text.
    """

    api_key: str = field(repr=False)
    store: Path = Path("store")
    places: int = 8
    limit_seconds: float = 2.0


def read_settings(env: Mapping[str, str]) -> Settings:
    """The settings in SERVICE_API_KEY, SERVICE_STORE, SERVICE_PLACES and SERVICE_LIMIT_SECONDS."""
    wrong, values = [], {}
    for name, kind in (("api_key", str), ("store", str), ("places", int), ("limit_seconds", float)):
        variable = f"SERVICE_{name.upper()}"
        default = {"places": "8", "limit_seconds": "2"}.get(name, "")
        try:
            values[name] = kind(env.get(variable, default))
            if not values[name] or (kind is not str and not 0 < values[name] < math.inf):
                wrong.append(variable)
        except ValueError:
            wrong.append(variable)
    if wrong:
        raise SystemExit("missing or wrong: " + ", ".join(wrong))
    return Settings(values["api_key"], Path(values["store"]), values["places"], values["limit_seconds"])
