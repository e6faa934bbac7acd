"""A stand-in engine, so that the server's process can be tested without a model."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tutor.llm.local_server import LocalServer
from tutor.llm.server_state import ServerSpec

FAKE_ENGINE = Path(__file__).parent / "fake_engine"
MakeSpec = Callable[..., ServerSpec]


@pytest.fixture
def make_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeSpec:
    """Specs for a server of the stand-in engine; `behaviour` is what its model file says."""
    monkeypatch.syspath_prepend(str(FAKE_ENGINE))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(FAKE_ENGINE), os.environ.get("PYTHONPATH", "")]))

    def make(behaviour: str = "", model: str = "fake", idle_seconds: float = 600.0) -> ServerSpec:
        path = tmp_path / f"{model}.gguf"
        path.write_text(behaviour)
        return ServerSpec("llama-cpp-python", model, str(path), 1, 512, 1, idle_seconds)

    return make


@pytest.fixture
def server(tutor_home: Path) -> Iterator[LocalServer]:
    """The managed server of a fresh TUTOR_HOME; stopped after the test."""
    local = LocalServer(tutor_home, start_seconds=60)
    yield local
    local.stop()
