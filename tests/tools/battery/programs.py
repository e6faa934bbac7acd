"""The programs that try to get out, as they are kept in the data files beside this one."""

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
PREAMBLE = """\
import ctypes, json, os, stat, struct, sys, time

at = json.loads(sys.argv[1])
at["marker"] = at["marker"][::-1]  # to print the arguments is not to print the marker
scratch = os.environ["HOME"]
libc = ctypes.CDLL(None, use_errno=True)


def attempt(action):
    try:
        return action()
    except Exception:
        return None


"""


@dataclass(frozen=True)
class Attempt:
    """One program.

    Attributes:
        id: unique among all.
        family: the data file that it is in.
        code: after the preamble.
        plain: whether it may run without a sandbox, for the control.
        not_contained: by the name of a back end, why it cannot contain this.
    """

    id: str
    family: str
    code: str
    plain: bool
    not_contained: dict[str, str]

    def seconds(self, back_end: str) -> float:
        """Its limit; without a sandbox, for the control, time enough to get there on a busy machine."""
        if back_end != "plain":
            return 1.0
        return 4.0 if self.family in ("memory", "disk") else 1.5

    @property
    def source(self) -> str:
        """All of the program."""
        return PREAMBLE + self.code


def attempts() -> list[Attempt]:
    """Every program, family by family."""
    return [
        Attempt(
            id=entry["id"],
            family=path.stem,
            code=entry["code"],
            plain=entry.get("plain", True),
            not_contained={name: entry[name] for name in ("bubblewrap", "landlock") if name in entry},
        )
        for path in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
