"""Runs apart from the tutor: shuts a program in with Landlock, seccomp and rlimits, and outlives it.

Started as `python -I -S landlock_launcher.py PLAN`, PLAN being the JSON of `landlock.Plan`. It
imports the standard library only, because it runs before anything else may. Two processes come of it:

* the keeper (this one) adopts every orphan, and when the program ends, when the keeper gets SIGTERM or when
  the tutor dies, it kills the program's process group, which seccomp lets nobody leave;
* the program, which gives up every right and then becomes the learner's Python.

The program writes to the supervisor's ready pipe when every guard is raised, and closes it by starting;
what goes wrong before is said on stderr. The learner's code never holds that pipe.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
AMBIENT_RAISE, AMBIENT_CLEAR_ALL = 2, 4
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION = 0x20080522
CAP_DAC_READ_SEARCH = 2
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH = 1
OWN_PID = 0x7FFF_FFF1  # stands in a filter for the program's process id
FREE_DESCRIPTORS = 10  # above those that the program is given

libc = ctypes.CDLL(None, use_errno=True)


class Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr of linux/landlock.h."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class PathBeneath(ctypes.Structure):
    """struct landlock_path_beneath_attr of linux/landlock.h."""

    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


class Instructions(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("count", ctypes.c_ushort), ("first", ctypes.c_void_p))


class CapabilityHeader(ctypes.Structure):
    """struct __user_cap_header_struct of linux/capability.h."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class CapabilityData(ctypes.Structure):
    """struct __user_cap_data_struct of linux/capability.h, one half of the sets."""

    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def main() -> None:
    """Fork into keeper and program; exit as the program did."""
    plan = json.loads(sys.argv[1])
    ready = _out_of_the_way(plan["ready"])
    tutor = os.pidfd_open(os.getppid())
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the tutor's
    signal.signal(signal.SIGTERM, _stop)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # until there is a program to end
    program = os.fork()
    if program == 0:
        _become(plan, ready)
    _let_go([0, 1, 2, ready, *plan["channel"]])
    _exit_like(_keep(program, tutor))


def _out_of_the_way(descriptor: int) -> int:
    """Move a descriptor to where it is nobody's, and closed by what is started."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FREE_DESCRIPTORS)
    os.close(descriptor)
    return moved


def _let_go(descriptors: list[int]) -> None:
    """Hold no end of a pipe of the program's, or nobody would see it close."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nothing, descriptor)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


# The keeper


def _keep(program: int, tutor: int) -> int:
    """Wait for the program's end, the tutor's, or to be told; then leave nobody behind.

    Returns:
        The program's wait status.
    """
    try:
        ends = select.poll()
        for watched in (os.pidfd_open(program), tutor):
            ends.register(watched, select.POLLIN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        ends.poll()
    except SystemExit:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        status = _bury(program)
    return status


def _bury(program: int) -> int:
    """Kill the program's group and reap until no descendant is left.

    The program is not reaped before its group is killed, so its id cannot be another's yet.
    """
    _kill_group(program)
    status = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, ended = os.waitpid(-1, 0)
            status = ended if pid == program else status
    return status


def _kill_group(program: int) -> None:
    """In one step, so that nobody forks out of it; alone if it had not come to have a group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(program, signal.SIGKILL)


def _exit_like(status: int) -> NoReturn:
    if os.WIFSIGNALED(status):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


# The program


def _become(plan: dict[str, Any], ready: int) -> NoReturn:
    command = plan["command"]
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.stat(command[0])  # noqa: PTH116 (this file imports little)
        _shut_in(plan)
        os.write(ready, b"+")
        os.execve(command[0], command, plan["environment"])  # noqa: S606
    except BaseException as problem:  # noqa: BLE001 (whatever it is, the program must not start)
        os.write(2, f"{type(problem).__name__}: {problem}".encode())
    os._exit(127)


def _shut_in(plan: dict[str, Any]) -> None:
    """Every guard, in the order that lets the next one still be raised."""
    os.setsid()  # no terminal, and a group of its own
    _offer_to_the_oom_killer()
    ruleset = _ruleset(plan["handled"], plan["rules"])
    os.chdir(plan["folder"])
    os.umask(0o077)
    if plan["uid"] is not None:
        _drop_to(plan["uid"], plan["searches"])
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of uid, which clears it
    _limit(plan["limits"])
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _called("landlock_restrict_self", libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0))
    _hand_over(plan["channel"])
    for filter_ in plan["filters"]:
        _filter(bytes.fromhex(filter_))


def prctl(option: int, *values: int) -> None:
    """prctl(2), its arguments as the unsigned longs that it reads.

    Raises:
        OSError: it failed.
    """
    given = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    _called(f"prctl {option}", libc.prctl(option, *given))


def _called(name: str, result: int) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def _offer_to_the_oom_killer() -> None:
    """Let the kernel, short of memory, take this program before anybody else's."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")


def _ruleset(handled: dict[str, int], rules: list[tuple[str, int]]) -> int:
    """A Landlock ruleset with its rules; opened now, while every path can still be reached."""
    attributes = Ruleset(handled["files"], handled["net"], handled["scoped"])
    made = libc.syscall(
        LANDLOCK_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(handled["size"]), 0
    )
    ruleset = _called("landlock_create_ruleset", made)
    for path, allowed in rules:
        with contextlib.suppress(FileNotFoundError):
            _allow(ruleset, os.open(path, os.O_PATH | os.O_CLOEXEC), allowed)
    return ruleset


def _allow(ruleset: int, parent: int, allowed: int) -> None:
    beneath = PathBeneath(allowed, parent)
    added = libc.syscall(LANDLOCK_ADD_RULE, ruleset, RULE_PATH_BENEATH, ctypes.byref(beneath), 0)
    _called("landlock_add_rule", added)
    os.close(parent)


def _drop_to(uid: int, searches: bool) -> None:
    """Stop being root, with at most the capability to pass through folders that only root may enter."""
    prctl(PR_SET_KEEPCAPS, int(searches))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kept = 1 << CAP_DAC_READ_SEARCH if searches else 0
    header = CapabilityHeader(CAPABILITY_VERSION, 0)
    sets = (CapabilityData * 2)(CapabilityData(kept, kept, kept))
    _called("capset", libc.capset(ctypes.byref(header), sets))
    prctl(PR_CAP_AMBIENT, AMBIENT_CLEAR_ALL)
    if searches:
        prctl(PR_CAP_AMBIENT, AMBIENT_RAISE, CAP_DAC_READ_SEARCH)


def _limit(limits: dict[str, tuple[int, int]]) -> None:
    """At most what the tutor may have itself."""
    for name, (soft, hard) in limits.items():
        limit = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(limit)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(limit, (soft, hard))


def _hand_over(channel: list[int]) -> None:
    """The two pipes of a session as descriptors 3 and 4."""
    moved = [_out_of_the_way(descriptor) for descriptor in channel]
    for place, descriptor in enumerate(moved, start=3):
        os.dup2(descriptor, place, inheritable=True)


def _filter(code: bytes) -> None:
    own = os.getpid().to_bytes(4, sys.byteorder)
    code = b"".join(
        code[at : at + 4]
        + (own if code[at + 4 : at + 8] == OWN_PID.to_bytes(4, sys.byteorder) else code[at + 4 : at + 8])
        for at in range(0, len(code), 8)
    )
    held = ctypes.create_string_buffer(code, len(code))
    program = Instructions(len(code) // 8, ctypes.addressof(held))
    _called(
        "seccomp",
        libc.prctl(
            PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(program), ctypes.c_ulong(0)
        ),
    )


if __name__ == "__main__":
    main()
