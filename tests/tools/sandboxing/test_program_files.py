"""Folders that a killed tutor left behind do not stay for ever, and those in use do."""

import os
from pathlib import Path

from tools.sandboxing.program_files import SCRATCH, sweep

NO_PROCESS = 2**22 + 1  # above the kernel's largest


def test_only_old_folders_of_processes_that_are_gone_are_removed(tmp_path: Path) -> None:
    old, new, mine, other = (
        tmp_path / f"{SCRATCH}{NO_PROCESS}-old",
        tmp_path / f"{SCRATCH}{NO_PROCESS}-new",
        tmp_path / f"{SCRATCH}{os.getpid()}-mine",
        tmp_path / "other",
    )
    for folder in (old, new, mine, other):
        folder.mkdir()
        (folder / "main.py").write_text("pass")
    for folder in (old, mine, other):
        os.utime(folder, (0, 0))
    (tmp_path / f"{SCRATCH}{NO_PROCESS}-link").symlink_to(other)
    os.utime(tmp_path / f"{SCRATCH}{NO_PROCESS}-link", (0, 0), follow_symlinks=False)
    sweep(tmp_path)
    assert [folder.exists() for folder in (old, new, mine, other)] == [False, True, True, True]
    assert (other / "main.py").exists()
