"""What every test has: a tutor's folder of its own, no model, no surprises from the environment."""

import os
from pathlib import Path

import pytest

from tests.learner_environments import learner_environments, learner_python  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def tutor_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh TUTOR_HOME; variables of the developer's own settings are gone."""
    for name in [name for name in os.environ if name.startswith("TUTOR_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("TUTOR_HOME", str(home))
    monkeypatch.setenv("TUTOR_MODEL__NAME", "none")
    return home
