"""A command line on a folder of its own; the library is opened once and copied for each test."""

import os
import shutil
from pathlib import Path

import pytest

from tests.fakes import FakeEmbedder
from tests.tui.command_line import CommandLine
from tui.cli import main


@pytest.fixture
def tutor(capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line, on a fresh home."""
    return CommandLine(capsys)


@pytest.fixture(scope="session")
def fake_library_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose library was opened once, with a cheap encoder."""
    home = tmp_path_factory.mktemp("fake-library")
    before = dict(os.environ)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
        patch.setenv("TUTOR_HOME", str(home))
        patch.setenv("TUTOR_MODEL__NAME", "none")
        assert main(["library", "list", "--json"]) == 0
    assert dict(os.environ) == before
    return home


@pytest.fixture
def library_home(fake_library_home: Path, tutor_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test."""
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
    shutil.copytree(fake_library_home, tutor_home, dirs_exist_ok=True)
    return tutor_home
