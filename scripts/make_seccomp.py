"""Make the filters in `tools/sandboxing/seccomp/` from `calls.csv`, in the classic BPF of linux/filter.h.

    python -m scripts.make_seccomp

What the table does not name gets ENOSYS, so that calls of later kernels are closed and libc falls back.
"""

import csv
import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant
Variant = Literal["bubblewrap", "landlock"]

FOLDER = Path(__file__).parent.parent / "tools" / "sandboxing" / "seccomp"
VARIANTS: tuple[Variant, ...] = ("bubblewrap", "landlock")
AUDIT = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}

RETURN, LOAD, EQUAL, ANY_BIT = 0x06, 0x20, 0x15, 0x45
NUMBER, ARCHITECTURE = 0, 4  # offsets into struct seccomp_data
FIRST, SECOND = 16, 24  # the low halves of the arguments, which are all that the kernel looks at here
ALLOW, KILL, FAIL = 0x7FFF_0000, 0x8000_0000, 0x0005_0000

NEW_NAMESPACE = 0x7E02_0080  # every CLONE_NEW* bit
TERMINAL_REQUESTS = (0x5412, 0x541C, 0x5423)  # TIOCSTI and TIOCLINUX type, TIOCSETD swaps the driver
AF_UNIX = 1


@dataclass(frozen=True)
class Call:
    """A row of the table: a system call, its number where the architecture has it, what it is answered."""

    name: str
    numbers: dict[str, int]
    answer: str


def calls() -> list[Call]:
    """The table."""
    with (FOLDER / "calls.csv").open(encoding="utf-8", newline="") as table:
        return [
            Call(row["call"], {name: int(row[name]) for name in AUDIT if row[name]}, row["answer"])
            for row in csv.DictReader(table)
        ]


def program(architecture: str, variant: Variant) -> bytes:
    """A filter, as the kernel takes it.

    Args:
        architecture: a key of `AUDIT`; a process of another one is killed.
        variant: `bubblewrap` has sockets of the Unix family, which its namespaces keep inside; `landlock`
            has none but pairs.
    """
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, AUDIT[architecture]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
    ]
    for call in calls():
        if architecture in call.numbers:
            body = _body(call, variant)
            code += [(EQUAL, 0, len(body), call.numbers[architecture]), *body]
    code.append(_failing(errno.ENOSYS))
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in code)


def _body(call: Call, variant: Variant) -> Sequence[Instruction]:
    """What runs once the number has matched; it ends in a return."""
    match call.answer, variant:
        case ("allowed", _) | ("in namespaces", "bubblewrap"):
            return [_returning(ALLOW)]
        case "in namespaces", _:
            return [_failing(errno.ENOSYS)]
        case "by argument", _:
            return _by_argument(call.name, variant)
    return [_failing(getattr(errno, call.answer))]


def _by_argument(name: str, variant: Variant) -> Sequence[Instruction]:
    if name == "clone":
        return [(LOAD, 0, 0, FIRST), (ANY_BIT, 0, 1, NEW_NAMESPACE), _failing(errno.EPERM), _returning(ALLOW)]
    if name == "ioctl":
        last = len(TERMINAL_REQUESTS)
        tests = [(EQUAL, last - place, 0, request) for place, request in enumerate(TERMINAL_REQUESTS)]
        return [(LOAD, 0, 0, SECOND), *tests, _returning(ALLOW), _failing(errno.EPERM)]
    if name == "socket" and variant == "landlock":
        return [_failing(errno.EACCES)]
    return [(LOAD, 0, 0, FIRST), (EQUAL, 0, 1, AF_UNIX), _returning(ALLOW), _failing(errno.EAFNOSUPPORT)]


def _returning(answer: int) -> Instruction:
    return (RETURN, 0, 0, answer)


def _failing(number: int) -> Instruction:
    return _returning(FAIL | number)


def main() -> None:
    """Write every filter."""
    for architecture in AUDIT:
        for variant in VARIANTS:
            path = FOLDER / f"{variant}.{architecture}.bpf"
            path.write_bytes(program(architecture, variant))
            print(path.name, path.stat().st_size // 8, "instructions")


if __name__ == "__main__":
    main()
