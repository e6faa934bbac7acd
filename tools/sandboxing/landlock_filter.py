"""A second seccomp filter, for what Landlock does not watch and a process id namespace would have hidden.

Landlock rules over opening files. It does not rule over the mode and times of a file whose name is known,
over messages to sockets by name, or over what a process may do to others of the same user. The filter is
built here, in the classic BPF of linux/filter.h, and is added to the allowlist in `seccomp/`; of two
filters the kernel takes the stricter answer.
"""

import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from tools.sandboxing.landlock_launcher import OWN_PID

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant

LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, FAIL = 0x7FFF_0000, 0x0005_0000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets into struct seccomp_data
AUDIT = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
FIOSETOWN, SIOCSPGRP = 0x8901, 0x8902

# Numbers for x86_64 (arch/x86/entry/syscalls/syscall_64.tbl) and aarch64 (asm-generic/unistd.h).
CALLS: dict[str, tuple[int, int | None]] = {
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "kill": (62, 129),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "setpgid": (109, 154),
    "setsid": (112, 157),
    "rt_sigqueueinfo": (129, 138),
    "utime": (132, None),
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "tkill": (200, 130),
    "sched_setaffinity": (203, 122),
    "tgkill": (234, 131),
    "utimes": (235, None),
    "inotify_add_watch": (254, 27),
    "fchownat": (260, 54),
    "futimesat": (261, None),
    "fchmodat": (268, 53),
    "utimensat": (280, 88),
    "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261),
    "sendmmsg": (307, 269),
    "sched_setattr": (314, 274),
    "fchmodat2": (452, 452),
}

# These succeed without doing anything, because shutil and tarfile call them as a matter of course.
PRETENDED = (
    *("chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"),
    *("utime", "utimes", "futimesat", "utimensat"),
)
# Leaving the process group, handing descriptors over (they would hide deleted files), watching files by name.
REFUSED = ("setsid", "setpgid", "sendmsg", "sendmmsg", "inotify_add_watch")
# Their first argument is a process: itself, or nothing.
ON_ITSELF = ("prlimit64", "sched_setaffinity", "sched_setscheduler", "sched_setparam", "sched_setattr")


@dataclass(frozen=True)
class Rule:
    """What is answered to one call: `body` runs with the call matched, and ends in a return."""

    call: str
    body: tuple[Instruction, ...]


def policy(*, signals: bool) -> tuple[Rule, ...]:
    """The rules.

    Args:
        signals: whether the program may send signals to others, because something else keeps them inside.
    """
    rules = [
        *(Rule(call, (_fail(0),)) for call in PRETENDED),
        *(Rule(call, (_fail(errno.EPERM),)) for call in REFUSED),
        *(Rule(call, _only(0, (0, OWN_PID))) for call in ON_ITSELF),
        Rule("setpriority", (*_word(0), _skip_if(0, 1), _fail(errno.EPERM), *_only(1, (0, OWN_PID)))),
        Rule("fcntl", _none_of(1, (F_SETOWN, F_SETSIG, F_SETOWN_EX))),
        Rule("ioctl", _none_of(1, (FIOSETOWN, SIOCSPGRP))),
        Rule("sendto", (*_word(4, high=True), _skip_if(0, 1), _fail(errno.EPERM), *_only(4, (0,)))),
    ]
    if not signals:
        rules += [
            *(Rule(call, (_fail(errno.EPERM),)) for call in ("tkill", "rt_sigqueueinfo")),
            *(Rule(call, _only(0, (OWN_PID,))) for call in ("tgkill", "rt_tgsigqueueinfo")),
            Rule("kill", _only(0, (0, OWN_PID))),
        ]
    return tuple(rules)


def compiled(rules: Sequence[Rule], machine: str) -> bytes:
    """The rules as the kernel reads them.

    Args:
        machine: `x86_64` or `aarch64`.

    Raises:
        KeyError: it is neither.
    """
    code: list[Instruction] = [
        *((LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, AUDIT[machine]), (RETURN, 0, 0, ALLOW)),
        (LOAD, 0, 0, NUMBER),
    ]
    column = list(AUDIT).index(machine)
    for rule in rules:
        number = CALLS[rule.call][column]
        if number is not None:
            code += [(EQUAL, 0, len(rule.body), number), *rule.body]
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def _fail(number: int) -> Instruction:
    return (RETURN, 0, 0, FAIL | number)


def _skip_if(value: int, count: int) -> Instruction:
    return (EQUAL, count, 0, value)


def _word(argument: int, *, high: bool = False) -> tuple[Instruction]:
    return ((LOAD, 0, 0, ARGUMENTS + 8 * argument + 4 * high),)


def _only(argument: int, values: Sequence[int]) -> tuple[Instruction, ...]:
    """Allowed if the argument's low 32 bits, all that the kernel reads of an int, are one of these."""
    last = len(values) - 1
    tests = (_skip_if(value, last - at + 1) for at, value in enumerate(values))
    return (*_word(argument), *tests, _fail(errno.EPERM), (RETURN, 0, 0, ALLOW))


def _none_of(argument: int, values: Sequence[int]) -> tuple[Instruction, ...]:
    last = len(values) - 1
    tests = (_skip_if(value, last - at + 1) for at, value in enumerate(values))
    return (*_word(argument), *tests, (RETURN, 0, 0, ALLOW), _fail(errno.EPERM))
