"""The service: labels for messages over HTTP."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from service.settings import Settings


def create_app(load_model: Callable[[], Any], settings: Settings) -> FastAPI:
    """The service. brief.md says what each endpoint takes and gives.

    Args:
        load_model: called once, at start (lifespan); its result has `version` and `classify(text)`, which
            gives (label, confidence), may block for long and may raise.
        settings: see there.
    """
    raise NotImplementedError
