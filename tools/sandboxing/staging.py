"""Runs as root, before a sandbox that must not: opens the way to folders only root may enter, then drops.

    python -I -S staging.py --user UID [--cover FOLDER]... [--show PATH]... -- COMMAND...

In a mount namespace of its own, so that nothing changes for anybody else, each covered folder is replaced by
an empty one that all may enter, in which the shown paths stand where they stood. Then root is given up.
"""

import ctypes
import os
import stat
import sys
from collections.abc import Iterator

_NEW_MOUNTS = 0x0002_0000  # CLONE_NEWNS
_PRIVATE = 0x0004_4000  # MS_REC | MS_PRIVATE
_BIND = 0x1000 | 0x4000  # MS_BIND | MS_REC
_NO_SUID_NO_DEV = 0x0002 | 0x0004

_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> None:
    """Become the command."""
    options, command = _split(arguments)
    covers = [value for name, value in options if name == "--cover"]
    shown = [value for name, value in options if name == "--show"]
    user = next(int(value) for name, value in options if name == "--user")
    if covers:
        _restage(covers, shown)
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    os.chdir("/")
    os.execve(command[0], command, {})  # noqa: S606


def _split(arguments: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    end = arguments.index("--")
    words: Iterator[str] = iter(arguments[:end])
    return list(zip(words, words, strict=True)), arguments[end + 1 :]


def _restage(covers: list[str], shown: list[str]) -> None:
    _checked(_libc.unshare(_NEW_MOUNTS), "unshare")
    _mount("none", "/", "", _PRIVATE)
    os.chdir("/")
    handles = [(path, os.open(path, os.O_PATH)) for path in shown]
    for folder in covers:
        _mount("tmpfs", folder, "tmpfs", _NO_SUID_NO_DEV, "mode=0755,size=1m")
    for path, handle in handles:
        _make(path, folder=stat.S_ISDIR(os.fstat(handle).st_mode))
        _mount(f"/proc/self/fd/{handle}", path, "", _BIND)
        os.close(handle)


def _make(path: str, *, folder: bool) -> None:
    """Something to mount on; the way to it may be entered by all, whatever the umask."""
    os.umask(0o022)
    if folder:
        os.makedirs(path, exist_ok=True)  # noqa: PTH103 (pathlib takes longer to import than all of this)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    words = (source.encode(), target.encode(), kind.encode() or None)
    _checked(_libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None), f"mount {target}")


def _checked(result: int, what: str) -> None:
    if result:
        sys.exit(f"{what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main(sys.argv[1:])
