"""The shipped filters answer every system call as the table says; a simulation of them shows it."""

import errno
import struct
from functools import cache

import pytest

from scripts.make_seccomp import AUDIT, FOLDER, VARIANTS, Call, Variant, calls, program

ALLOW, KILL, FAIL = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
X32 = 0x4000_0000
FILTERS = [(architecture, variant) for architecture in AUDIT for variant in VARIANTS]
Arguments = tuple[int, ...]

CLONE_NEWUSER, SIGCHLD = 0x1000_0000, 17
AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG = 1, 2, 10, 16, 17, 40, 38
TIOCSTI, TIOCLINUX, TIOCSETD, TCGETS, FIONBIO = 0x5412, 0x541C, 0x5423, 0x5401, 0x5421


def answer(filter_: bytes, audit: int, number: int, arguments: Arguments = ()) -> int:
    """What the kernel's interpreter of classic BPF would return, for the instructions that we use."""
    data = struct.pack("<iIQ6Q", number if number < 2**31 else number - 2**32, audit, 0, *_six(arguments))
    code = list(struct.iter_unpack("<HBBI", filter_))
    register, place = 0, 0
    while True:
        operation, if_true, if_false, constant = code[place]
        place += 1
        if operation == 0x20:  # load a word
            (register,) = struct.unpack_from("<I", data, constant)
        elif operation == 0x15:  # jump if equal
            place += if_true if register == constant else if_false
        elif operation == 0x45:  # jump if any bit is set
            place += if_true if register & constant else if_false
        elif operation == 0x06:  # return
            return int(constant)
        else:
            raise AssertionError(f"the kernel's meaning of {operation:#x} is not simulated")


def _six(arguments: Arguments) -> Arguments:
    return (*arguments, *(0,) * (6 - len(arguments)))


def shipped(architecture: str, variant: Variant) -> bytes:
    return (FOLDER / f"{variant}.{architecture}.bpf").read_bytes()


@cache
def table() -> dict[str, Call]:
    return {call.name: call for call in calls()}


def asked(architecture: str, variant: Variant, name: str, *arguments: int) -> int:
    number = table()[name].numbers[architecture]
    return answer(shipped(architecture, variant), AUDIT[architecture], number, arguments)


def fails(number: int) -> int:
    return FAIL | number


def expected(call: Call, variant: Variant) -> int:
    if call.answer == "allowed" or (call.answer == "in namespaces" and variant == "bubblewrap"):
        return ALLOW
    if call.answer == "in namespaces":
        return fails(errno.ENOSYS)
    return fails(getattr(errno, call.answer))


@pytest.mark.parametrize(("architecture", "variant"), FILTERS)
def test_the_shipped_filter_is_what_the_generator_makes(architecture: str, variant: Variant) -> None:
    assert shipped(architecture, variant) == program(architecture, variant)
    assert len(shipped(architecture, variant)) < 8 * 4096  # the kernel's limit


@pytest.mark.parametrize(("architecture", "variant"), FILTERS)
def test_every_call_is_answered_as_the_table_says(architecture: str, variant: Variant) -> None:
    known = {call.numbers[architecture]: call for call in calls() if architecture in call.numbers}
    filter_ = shipped(architecture, variant)
    wrong = {}
    for number in (*range(1024), *range(X32, X32 + 1024), 2**31, 2**32 - 1):
        call = known.get(number)
        if call and call.answer == "by argument":
            continue
        wanted = expected(call, variant) if call else fails(errno.ENOSYS)
        if answer(filter_, AUDIT[architecture], number) != wanted:
            wrong[number] = call
    assert wrong == {}


@pytest.mark.parametrize(("architecture", "variant"), FILTERS)
def test_a_process_of_another_architecture_is_killed(architecture: str, variant: Variant) -> None:
    for audit in {*AUDIT.values(), 0x4000_0003, 0x4000_0028, 0} - {AUDIT[architecture]}:
        assert answer(shipped(architecture, variant), audit, 1) == KILL


@pytest.mark.parametrize(("architecture", "variant"), FILTERS)
def test_no_namespace_is_made(architecture: str, variant: Variant) -> None:
    for flag in (CLONE_NEWUSER, 0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x2000_0000, 0x4000_0000):
        assert asked(architecture, variant, "clone", flag | SIGCHLD) == fails(errno.EPERM)
    assert asked(architecture, variant, "clone", SIGCHLD) == ALLOW
    thread = 0x003D_0F00  # what pthread_create asks for
    assert asked(architecture, variant, "clone", thread) == ALLOW
    assert asked(architecture, variant, "unshare", CLONE_NEWUSER) == fails(errno.EPERM)


@pytest.mark.parametrize(("architecture", "variant"), FILTERS)
def test_a_terminal_cannot_be_typed_into_whatever_the_high_half_says(
    architecture: str, variant: Variant
) -> None:
    for high in (0, 1 << 32, 0xFFFF_FFFF << 32):
        for request in (TIOCSTI, TIOCLINUX, TIOCSETD):
            assert asked(architecture, variant, "ioctl", 0, high | request) == fails(errno.EPERM)
        for request in (TCGETS, FIONBIO):
            assert asked(architecture, variant, "ioctl", 0, high | request) == ALLOW


@pytest.mark.parametrize("architecture", AUDIT)
def test_sockets_are_of_the_unix_family_or_none(architecture: str) -> None:
    for family in (AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_ALG, 0):
        assert asked(architecture, "bubblewrap", "socket", family) == fails(errno.EAFNOSUPPORT)
        assert asked(architecture, "landlock", "socket", family) == fails(errno.EACCES)
        assert asked(architecture, "bubblewrap", "socketpair", family) == fails(errno.EAFNOSUPPORT)
    assert asked(architecture, "bubblewrap", "socket", AF_UNIX) == ALLOW
    assert asked(architecture, "landlock", "socket", AF_UNIX) == fails(errno.EACCES)
    assert asked(architecture, "landlock", "socketpair", AF_UNIX) == ALLOW  # asyncio needs pairs


def test_both_architectures_have_the_calls_that_python_needs() -> None:
    for name in ("read", "openat", "mmap", "futex", "execve", "clone", "wait4", "exit_group", "getrandom"):
        assert set(table()[name].numbers) == set(AUDIT)


@pytest.mark.parametrize("name", ["ptrace", "bpf", "io_uring_setup", "memfd_create", "mount", "userfaultfd"])
def test_what_reaches_into_the_kernel_or_into_others_is_refused(name: str) -> None:
    for architecture, variant in FILTERS:
        assert asked(architecture, variant, name) == fails(errno.EPERM)
