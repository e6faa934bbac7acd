"""Memory that no process of a sandbox shows: what lies in its scratch folders, and what the kernel keeps.

Seen from outside, through the process id of anything inside.
"""

import contextlib
import os
from pathlib import Path

from tools.sandboxing.process_tree import PROC

SCRATCH = ("tmp", "box", "dev/shm")
BYTES_OF_A_FILE = 1024  # that the kernel keeps for each, however empty
BYTES_OF_A_SOCKET = 2 * 212_992  # that may wait in one that nobody reads, in a kernel as it is delivered


def unseen_memory(pid: int) -> int:
    """In bytes; what has ended meanwhile counts as nothing.

    Args:
        pid: of a process that has the sandbox's root and its network namespace.
    """
    root = PROC / str(pid) / "root"
    return sum(_lying_in(root / folder) for folder in SCRATCH) + BYTES_OF_A_SOCKET * _sockets(pid)


def _lying_in(folder: Path) -> int:
    with contextlib.suppress(OSError):
        found = os.statvfs(folder)
        files = found.f_files - found.f_ffree
        return (found.f_blocks - found.f_bfree) * found.f_frsize + BYTES_OF_A_FILE * files
    return 0


def _sockets(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        first = (PROC / str(pid) / "net" / "sockstat").read_text(encoding="ascii").splitlines()[0]
        return int(first.rpartition(" ")[2])  # sockets: used N
    return 0
