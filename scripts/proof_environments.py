"""The learner's environments as the proofs of our own content use them: made once, kept between runs."""

import getpass
import importlib
import sys
import tempfile
from pathlib import Path

from tools.running.environments import Environment, Environments


def kept_environments() -> Environments:
    """Where real environments are kept between runs and shared by all processes; made under a lock."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        user = "unknown"
    return Environments(Path(tempfile.gettempdir()) / f"pytest-of-{user}" / "learner-environments")


def borrow_packages(environment: Environment) -> None:
    """Let this very process import what an environment has, after everything of its own."""
    for folder in environment.folder.glob("lib/python*/site-packages"):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
    for name in environment.preload:
        importlib.import_module(name)
