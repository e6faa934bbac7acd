"""The one folder that holds everything of the learner's; cheap to import."""

import os
from collections.abc import Mapping
from pathlib import Path


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """`TUTOR_HOME`, or the platform's user data folder."""
    chosen = environment.get("TUTOR_HOME")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("tutor", appauthor=False))


def import_marker(home: Path) -> Path:
    """The file that says that an import was decided and must be carried to its end (`tutor.restore`)."""
    return home / "import.json"


def import_is_pending(home: Path) -> bool:
    """Whether an import was killed half way."""
    return import_marker(home).exists()
