"""A learner's environment that is really installed, once, for all tests that run programs."""

from pathlib import Path

import pytest

from scripts.proof_environments import kept_environments
from tools.running.environments import Environments


@pytest.fixture(scope="session")
def learner_environments() -> Environments:
    """Where real environments are kept between runs and shared by all workers; made under a lock."""
    return kept_environments()


@pytest.fixture(scope="session")
def learner_python(learner_environments: Environments) -> Path:
    """The interpreter of the learner's numpy environment, from the package index at its first use."""
    return learner_environments.ensure("numpy").python


def share(environments: Environments, home: Path) -> None:
    """Let a fresh home find the environments that are there already."""
    environments.ensure("numpy")
    home.mkdir(parents=True, exist_ok=True)
    (home / "environments").symlink_to(environments.folder)
