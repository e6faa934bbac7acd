"""Runs inside a sandbox and tries what must not work there; prints what it saw as JSON. For the self-test.

    probe.py FACTS

FACTS is the JSON of `tools.sandboxing.self_test.Facts`: what there is outside to look for.
"""

import contextlib
import errno
import json
import os
import resource
import socket
import sys
from collections.abc import Callable
from typing import Any


def network(facts: dict[str, Any]) -> str:
    """Reach a server of the tutor's on this machine, by port and by name."""
    reached = []
    for family, address in (
        (socket.AF_INET, ("127.0.0.1", facts["port"])),
        (socket.AF_UNIX, facts["socket"]),
    ):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as client:
            client.settimeout(1)
            client.connect(address if isinstance(address, tuple) else "\0" + address)
            reached.append(family.name)
    return " ".join(reached)


def files(facts: dict[str, Any]) -> str:
    """Read what lies outside: a file of the tutor's, the home folder, the tutor's own code, accounts."""
    return " ".join(path for path in facts["hidden"] if _readable(path))


def environment(facts: dict[str, Any]) -> str:
    """Find variables that the sandbox did not set, in this process or in the first one."""
    first = b""
    with contextlib.suppress(OSError), open("/proc/1/environ", "rb") as file:  # noqa: PTH123
        first = file.read()
    more = {name.split(b"=")[0].decode(errors="replace") for name in first.split(b"\0") if name}
    return " ".join(sorted((set(os.environ) | more) - set(facts["variables"])))


def processes(facts: dict[str, Any]) -> str:
    """See a process of somebody else's, or signal the tutor's."""
    seen: list[str] = []
    with contextlib.suppress(PermissionError):
        seen = [pid for pid in os.listdir("/proc") if pid.isdigit()]  # noqa: PTH208
    strange = [pid for pid in seen if not _name(pid).startswith(tuple(facts["commands"]))]
    if str(facts["pid"]) not in seen and _error(lambda: os.kill(facts["pid"], 0)) == 0:
        strange.append(f"signal to {facts['pid']}")
    return " ".join(strange)


def kernel(_: dict[str, Any]) -> str:
    """Write settings of the kernel or memory of the first process."""
    paths = (
        "/proc/sys/kernel/core_pattern",
        "/proc/sysrq-trigger",
        "/proc/1/mem",
        "/sys/kernel/uevent_helper",
    )
    return " ".join(path for path in paths if _writable(path))


def read_only(facts: dict[str, Any]) -> str:
    """Write anywhere but in the scratch folders."""
    folders = ("/", "/usr", "/usr/bin", "/etc", "/dev", "/proc", os.getcwd(), *facts["folders"])  # noqa: PTH109
    return " ".join(folder for folder in folders if _writable(os.path.join(folder, "probe.tmp")))  # noqa: PTH118


def scratch(facts: dict[str, Any]) -> str:
    """Find a scratch folder without a size."""
    sizes = {}
    for folder in facts["sized"]:
        with contextlib.suppress(OSError):
            found = os.statvfs(folder)
            sizes[folder] = found.f_blocks * found.f_frsize
    return " ".join(folder for folder, size in sizes.items() if size > facts["scratch"])


def system_calls(_: dict[str, Any]) -> str:
    """Make calls that the filter answers in its own way."""
    attempts: dict[str, tuple[int, Callable[[], object]]] = {
        "memfd_create": (errno.EPERM, lambda: os.memfd_create("probe")),
        "setxattr": (errno.EOPNOTSUPP, lambda: os.setxattr("/tmp", "user.probe", b"1")),  # noqa: S108
    }
    passed = [name for name, (expected, attempt) in attempts.items() if _error(attempt) != expected]
    if _status("Seccomp") != "2":
        passed.append("no filter")
    return " ".join(passed)


def namespaces(_: dict[str, Any]) -> str:
    """Make a user namespace within."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    user, mounts = 0x1000_0000, 0x0002_0000
    return " ".join(str(flag) for flag in (user, mounts) if libc.unshare(flag) == 0)


def privileges(facts: dict[str, Any]) -> str:
    """Be root, have a capability, or be able to gain one."""
    wanted = {"NoNewPrivs": "1", "CapEff": "0" * 16, "CapPrm": "0" * 16, "CapBnd": "0" * 16}
    wrong = [name for name, value in wanted.items() if name in facts["status"] and _status(name) != value]
    return " ".join([*wrong, *(["uid 0"] if 0 in os.getresuid() else [])])


def limits(facts: dict[str, Any]) -> str:
    """Use more than the limits, which must be set and may not be raised."""
    return " ".join(
        name
        for name, most in facts["limits"].items()
        if not 0 <= resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] <= most
    )


def _readable(path: str) -> bool:
    with contextlib.suppress(OSError):
        if os.path.isdir(path):  # noqa: PTH112
            return bool(os.listdir(path))  # noqa: PTH208
        with open(path, "rb") as file:  # noqa: PTH123
            return bool(file.read(1))
    return False


def _writable(path: str) -> bool:
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        return True
    return False


def _error(attempt: Callable[[], object]) -> int | None:
    try:
        attempt()
    except OSError as problem:
        return problem.errno
    return 0


def _status(name: str) -> str:
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:  # noqa: PTH123
        rows = dict(line.split(":", 1) for line in file if ":" in line)
    return rows.get(name, "").strip()


def _name(pid: str) -> str:
    with contextlib.suppress(OSError), open(f"/proc/{pid}/comm", encoding="utf-8") as file:  # noqa: PTH123
        return file.read().strip()
    return ""


ATTEMPTS = (
    network,
    files,
    environment,
    processes,
    kernel,
    read_only,
    scratch,
    system_calls,
    namespaces,
    privileges,
    limits,
)


def main() -> None:
    """Try everything; what an attempt got hold of is its answer, nothing when the guard holds."""
    facts = json.loads(sys.argv[1])
    seen = {}
    for attempt in ATTEMPTS:
        try:
            seen[attempt.__name__] = attempt(facts)
        except Exception as problem:  # noqa: BLE001 (an attempt that cannot be made proves nothing)
            seen[attempt.__name__] = f"not tried: {type(problem).__name__}: {problem}"
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main()
