"""A file is written whole or stays as it was."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.files import write_whole


@given(content=st.text() | st.binary())
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, content: str | bytes) -> None:
    try:
        expected = content.encode() if isinstance(content, str) else content
    except UnicodeEncodeError:
        return
    path = tmp_path_factory.mktemp("files") / "new" / "folder" / "file"
    write_whole(path, content)
    assert path.read_bytes() == expected


def test_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("a long old text", encoding="utf-8")
    write_whole(path, "new")
    assert path.read_text(encoding="utf-8") == "new"
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if failing == "fsync" else Path, failing, full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "new")
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]
