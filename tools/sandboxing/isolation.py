"""Which sandbox holds on this machine: the one whose self-test passes, or none, and then nothing is run."""

import sys
import threading
from collections.abc import Callable, Sequence
from functools import cache

from knowledge_base.errors import Refused
from tools.sandbox import Sandbox, SelfTest

Maker = Callable[[], Sandbox]
_LOCK = threading.Lock()


def find_sandbox() -> Sandbox:
    """The strongest sandbox that passes its self-test here; tried once for each process.

    Raises:
        Refused: none does; the hint has the command that mends it.
    """
    with _LOCK:
        return _find()


def self_tests() -> list[SelfTest]:
    """How every sandbox of this platform does here, the strongest first; empty where there is none."""
    return [make().self_test() for make in makers()]


def makers(platform: str = sys.platform) -> Sequence[Maker]:
    """What makes the sandboxes of a platform, the strongest first."""
    return (_bubblewrap, _landlock) if platform == "linux" else ()


@cache
def _find() -> Sandbox:
    return choose(makers())


def choose(candidates: Sequence[Maker], platform: str = sys.platform) -> Sandbox:
    """The first candidate that passes its self-test.

    Raises:
        Refused: none does.
    """
    failed = []
    for make in candidates:
        sandbox = make()
        test = sandbox.self_test()
        if test.ok:
            return sandbox
        failed.append(test)
    raise _nothing_holds(failed, platform)


def _nothing_holds(failed: Sequence[SelfTest], platform: str) -> Refused:
    if platform != "linux":
        return _unsupported(platform)
    from tools.sandboxing.namespaces import refused

    return refused("; ".join(f"{test.sandbox}: {why(test)}" for test in failed))


def why(test: SelfTest) -> str:
    """What is wrong with a sandbox that did not pass, in a few words; not translated."""
    if test.problem:
        return test.problem.removesuffix(".")
    missing = [f"{guard.name} ({guard.detail})" for guard in test.guards if not guard.holds]
    return ", ".join(missing) or "nothing was tried"


def _unsupported(platform: str) -> Refused:
    if platform == "darwin":
        return Refused(
            "Nothing on macOS keeps the network and your files from untrusted code, so it is not run.",
            hint="Use the tutor on Linux, or in a Linux virtual machine or container on this Mac.",
        )
    return Refused(
        "Nothing on this system keeps the network and your files from untrusted code; it is not run.",
        hint="On Windows use the tutor in WSL2, elsewhere on Linux: wsl --install",
    )


def _bubblewrap() -> Sandbox:
    from tools.sandboxing.bubblewrap import BubblewrapSandbox

    return BubblewrapSandbox()


def _landlock() -> Sandbox:
    from tools.sandboxing.landlock import LandlockSandbox

    return LandlockSandbox()
