"""The platform's programs for tests: the real ones on a table or folder of the test's own, or stand-ins.

Nothing here reaches the crontab or the units of whoever runs the tests.
"""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

SPOOL = "/var/spool/cron/crontabs"

# A stand-in that keeps the table in a file.
_CRONTAB = """#!/bin/sh
case "$1" in
-l) if [ -f {table} ]; then cat {table}; else echo "no crontab for learner" >&2; exit 1; fi ;;
-r) rm {table} ;;
-) cat > {table} ;;
esac
"""
# The real one, in a mount namespace where the spool is a folder of the test's.
_REAL_CRONTAB = """#!/bin/sh
exec {unshare} -m --propagation private sh -c 'mount --bind "$0" {spool} && exec {crontab} "$@"' {folder} "$@"
"""
# A stand-in for a user's manager: it keeps what it was told, and enables by a link as systemctl does.
_SYSTEMCTL = """#!/bin/sh
echo "$*" >> {told}
wants={units}/timers.target.wants
case "$*" in
*" enable "*) mkdir -p $wants && ln -sf {units}/tutor-checkin.timer $wants/tutor-checkin.timer ;;
*" disable "*) rm -f $wants/tutor-checkin.timer ;;
esac
case "$*" in {refused}) echo "Failed: no such luck." >&2; exit 1 ;; esac
"""


def script(folder: Path, name: str, content: str) -> None:
    """A program in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    path.chmod(0o755)


def add_crontab(programs: Path, table_folder: Path) -> None:
    """The stand-in for `crontab`."""
    table_folder.mkdir(exist_ok=True)
    script(programs, "crontab", _CRONTAB.format(table=shlex.quote(str(table_folder / "table"))))


def add_real_crontab(programs: Path, table_folder: Path) -> None:
    """The real `crontab` on a table of the test's own; the test is skipped where that cannot be."""
    table_folder.mkdir(exist_ok=True)
    real, unshare = shutil.which("crontab"), shutil.which("unshare")
    if real is None or unshare is None:
        pytest.skip("no crontab is installed here; the stand-in is tested")
    root = hasattr(os, "getuid") and os.getuid() == 0
    content = _REAL_CRONTAB.format(
        unshare=unshare if root else f"{unshare} -r",
        spool=SPOOL,
        crontab=real,
        folder=shlex.quote(str(table_folder)),
    )
    script(programs, "crontab", content)
    said = subprocess.run([str(programs / "crontab"), "-l"], capture_output=True, text=True, check=False)
    if "no crontab for" not in said.stderr:
        pytest.skip(f"the real crontab cannot be given a table of its own here: {said.stderr.strip()}")


def add_systemctl(programs: Path, units: Path, told: Path, refused: str = "nothing") -> None:
    """The stand-in for `systemctl`; it fails at commands that match the shell's pattern `refused`."""
    content = _SYSTEMCTL.format(told=shlex.quote(str(told)), units=shlex.quote(str(units)), refused=refused)
    script(programs, "systemctl", content)
