"""Why a sandbox does not start on this machine, and the one command that mends it."""

from pathlib import Path

from knowledge_base.errors import Refused

SYSCTL = Path("/proc/sys")


def refused(problem: str, settings: Path = SYSCTL) -> Refused:
    """The error that says so.

    Args:
        problem: what the sandbox said.
        settings: where the kernel's are read.
    """
    hint = "Run tutor doctor to see which guards are missing; in a container, allow user namespaces."
    if _value(settings / "kernel/apparmor_restrict_unprivileged_userns") == 1:
        hint = "Allow user namespaces: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    elif _value(settings / "kernel/unprivileged_userns_clone") == 0:
        hint = "Allow user namespaces: sudo sysctl -w kernel.unprivileged_userns_clone=1"
    elif _value(settings / "user/max_user_namespaces") == 0:
        hint = "Allow user namespaces: sudo sysctl -w user.max_user_namespaces=10000"
    return Refused(
        "No sandbox holds on this machine, so nothing was run: {problem}.",
        hint=hint,
        problem=problem.rstrip("."),
    )


def _value(setting: Path) -> int | None:
    try:
        return int(setting.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
