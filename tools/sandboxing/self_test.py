"""Trying a sandbox before anything is trusted to it, with the very command line that runs use."""

import contextlib
import json
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge_base.errors import TutorError
from tools.sandbox import Guard, Limits, Program, RunResult, Sandbox, SelfTest
from tools.sandboxing.interpreters import interpreter, tutor_packages

MOST_PLACES = 50
PROBE = Path(__file__).with_name("probe.py")
SELF_TEST_LIMITS = Limits(seconds=10, memory_mb=256, output_kb=64)
ALWAYS_THERE = ("PWD", "LC_CTYPE")  # set by bwrap's --chdir, and by Python itself


@dataclass(frozen=True)
class Facts:
    """What the probe looks for.

    Attributes:
        port: of a server of the tutor's on this machine.
        socket: the name of another, in the abstract space.
        pid: the tutor's own process.
        hidden: files and folders that must not be readable.
        folders: folders that may be read and must not be writable.
        variables: those that the sandbox sets.
        commands: names of the processes that may be seen.
        scratch: the most bytes that a scratch folder may hold.
        limits: the most that each limit of `resource` may be.
        status: which lines of /proc/self/status must be as without privileges.
        sized: scratch folders, each a file system with a size.
    """

    port: int
    socket: str
    pid: int
    hidden: tuple[str, ...]
    folders: tuple[str, ...]
    variables: tuple[str, ...]
    commands: tuple[str, ...]
    scratch: int
    limits: dict[str, int]
    status: tuple[str, ...] = ("NoNewPrivs", "CapEff", "CapPrm", "CapBnd")
    sized: tuple[str, ...] = ("/tmp", "/box", "/dev/shm")  # noqa: S108 (inside)


def own_python() -> Path:
    """The tutor's interpreter without its environment, which nothing needs to see."""
    return Path(os.path.realpath(sys.executable))


def try_guards(
    sandbox: Sandbox,
    variables: tuple[str, ...],
    scratch: int,
    limits: dict[str, int],
    **weaker: tuple[str, ...],
) -> SelfTest:
    """Run the probe inside a sandbox.

    Args:
        sandbox: the one to try.
        variables: of the environment that it sets.
        scratch: bytes that a scratch folder of it may hold.
        limits: the limits of `resource` that it sets.
        weaker: facts that are other than usual, because less holds.
    """
    python = own_python()
    try:
        shown = interpreter(python).folders
        with _outside() as (port, name, secret):
            facts = Facts(
                port=port,
                socket=name,
                pid=os.getpid(),
                hidden=(secret, *_private_places(shown)),
                folders=tuple(str(folder) for folder in shown),
                variables=(*variables, *ALWAYS_THERE),
                commands=("bwrap", "python", python.name),
                scratch=scratch,
                limits=limits,
                **weaker,
            )
            program = Program(
                {"probe.py": PROBE.read_bytes()}, "probe.py", python, (json.dumps(asdict(facts)),)
            )
            result = sandbox.run(program, SELF_TEST_LIMITS)
    except TutorError as problem:
        return SelfTest(sandbox.name, problem=problem.message)
    return _judged(result)


def _judged(result: RunResult) -> SelfTest:
    try:
        seen = json.loads(result.stdout)
        guards = tuple(Guard(name, holds=not found, detail=found) for name, found in sorted(seen.items()))
    except (ValueError, AttributeError):
        last = result.stderr.strip().splitlines()[-1:] or [result.status]
        return SelfTest(result.sandbox, problem=f"the self-test did not finish: {last[0]}")
    return SelfTest(result.sandbox, guards)


def _private_places(shown: tuple[Path, ...]) -> list[str]:
    """The tutor's code and data, the machine's accounts, and what is in the home folder beside a Python."""
    places = [*tutor_packages(), Path("/etc/passwd")]
    if tutor_home := os.environ.get("TUTOR_HOME"):
        places.append(Path(tutor_home))
    with contextlib.suppress(OSError):
        places += sorted(Path(os.path.expanduser("~")).iterdir())[:MOST_PLACES]  # noqa: PTH111
    return [str(place) for place in places if not any(folder.is_relative_to(place) for folder in shown)]


@contextlib.contextmanager
def _outside() -> Iterator[tuple[int, str, str]]:
    """Two servers and a file that nothing inside may reach."""
    name = f"tutor-{secrets.token_hex(8)}"
    with (
        socket.create_server(("127.0.0.1", 0)) as by_port,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as by_name,
        tempfile.NamedTemporaryFile(prefix="tutor-secret-") as file,
    ):
        by_name.bind("\0" + name)
        by_name.listen()
        os.chmod(file.name, 0o644)  # noqa: PTH101 (so that only the sandbox hides it)
        file.write(b"secret")
        file.flush()
        yield by_port.getsockname()[1], name, file.name
