"""Runs inside, before the program: puts the descriptors in place, sets the limits, and becomes the program.

    python -I -S launcher.py LIMITS READY CHANNEL COMMAND...

LIMITS are `CPU=11:12,AS=2147483648:2147483648` and so on, after the names of `resource`; READY is the
descriptor that tells the supervisor that the program starts now; CHANNEL is `-`, or the descriptors that
become 3 and 4. It imports next to nothing: every run waits for it.
"""

import os
import resource
import sys

_FIRST_UNUSED = 3
_REQUESTS, _REPLIES = 3, 4


def main() -> None:
    """Become the command; a command that cannot start is said on stderr, before READY is written."""
    limits, ready, channel = sys.argv[1:4]
    command = sys.argv[4:]
    os.set_inheritable(int(ready), False)
    first_unused = _place(channel)
    for word in limits.split(","):
        _limit(word)
    if not os.access(command[0], os.X_OK):
        sys.exit(f"{command[0]} cannot be started")
    os.write(int(ready), b"+")
    os.closerange(first_unused, 256)
    os.execv(command[0], command)  # noqa: S606


def _limit(word: str) -> None:
    name, _, values = word.partition("=")
    kind = getattr(resource, "RLIMIT_" + name)
    most = resource.getrlimit(kind)[1]
    soft, hard = (int(value) for value in values.split(":"))
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))


def _place(channel: str) -> int:
    if channel == "-":
        return _FIRST_UNUSED
    requests, _, replies = channel.partition(",")
    os.dup2(int(requests), _REQUESTS)
    os.dup2(int(replies), _REPLIES)
    return _REPLIES + 1


if __name__ == "__main__":
    main()
