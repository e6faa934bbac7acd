"""Versions of the model: register, promote, load. The model is `service.tracking.MODEL`, the alias ALIAS."""

from pathlib import Path

from service.classifier import Classifier

ALIAS = "production"


def register(store: Path, run_id: str) -> int:
    """Make a version of a finished run's model.json, without serving it; its number.

    The version has the run id and the tags data.sha256 and model.sha256, the second of model.json.

    Raises:
        ValueError: the run is not FINISHED.
    """
    raise NotImplementedError


def promote(store: Path, version: int, expected: int | None) -> None:
    """Serve a version; going back is serving an earlier one.

    Args:
        expected: the version served now, as the caller saw it; None where there is none.

    Raises:
        RuntimeError: another one is served than the expected one; nothing changes.
        Exception: there is no such version; nothing changes.
    """
    raise NotImplementedError


def load_production(store: Path) -> Classifier:
    """The model that the alias points at, with its version, such as "intents/3".

    Raises:
        ValueError: model.json is not what was registered.
    """
    raise NotImplementedError
