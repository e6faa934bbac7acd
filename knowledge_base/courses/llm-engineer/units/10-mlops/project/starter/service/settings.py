"""Configuration of the service, from the environment."""

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
    """The settings in SERVICE_API_KEY, SERVICE_STORE, SERVICE_PLACES and SERVICE_LIMIT_SECONDS.

    The first two are required; the others have the defaults of `Settings` and must be above zero.

    Raises:
        SystemExit: names every variable that is missing or wrong, and no value.
    """
    raise NotImplementedError
