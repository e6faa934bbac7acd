"""What is known of the managed server: what it should be, what it is, and whether it is still there.

`TUTOR_HOME/run/server.json` is written by the server itself once it answers, readable by its owner only, and
removed when it stops. A process id alone proves nothing (ids are used again after a crash or a reboot), so
the moment at which the process was created is compared as well.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from tutor.files import write_whole

Engine = Literal["llama.cpp", "llama-cpp-python"]
_SAME_MOMENT = 0.5


@dataclass(frozen=True)
class ServerSpec:
    """What the server should be. Two processes that ask for the same share one server.

    `context` is tokens for each conversation, `parallel` conversations at once.
    """

    engine: Engine
    model: str
    path: str
    threads: int
    context: int
    parallel: int
    idle_seconds: float


@dataclass(frozen=True)
class ServerState:
    """A server that was started; `created` is the process's creation time in seconds since 1970."""

    pid: int
    created: float
    port: int
    api_key: str
    log: str
    started: str
    spec: ServerSpec

    @property
    def url(self) -> str:
        """The OpenAI-compatible address."""
        return f"http://127.0.0.1:{self.port}/v1"


@dataclass(frozen=True)
class ServerFiles:
    """Where a server's state, lock and logs are."""

    home: Path

    @property
    def state(self) -> Path:
        """The state file; it holds the key."""
        return self.home / "run" / "server.json"

    @property
    def lock(self) -> Path:
        """Held while a server is started or stopped."""
        return self.home / "run" / "server.lock"

    @property
    def log(self) -> Path:
        """Log of the last server; `server.1.log` is the one before."""
        return self.home / "logs" / "server.log"


def read_state(path: Path) -> ServerState | None:
    """The state file's content; None when there is none or it is damaged."""
    try:
        values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return ServerState(**{**values, "spec": ServerSpec(**values["spec"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_state(path: Path, state: ServerState) -> None:
    """Write the state file whole; its temporary file is created for the owner only and stays so."""
    write_whole(path, json.dumps(asdict(state), indent=1))


def process_of(state: ServerState | None) -> psutil.Process | None:
    """The server's process; None when it is gone, or when its id belongs to another process now."""
    if state is None:
        return None
    try:
        process = psutil.Process(state.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        same = abs(process.create_time() - state.created) < _SAME_MOMENT
    except (psutil.Error, ValueError, OverflowError):
        return None
    return process if same else None
