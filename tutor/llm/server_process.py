"""The managed server's own process: `python -m tutor.llm.server_process HOME`, its orders on stdin.

It loads the model, writes the state file once it answers, and then watches itself: without a request for
`idle_seconds`, or when its state file names another server or is gone, it ends. No client has to stay alive.
The orders come on stdin because arguments can be read by every user of the machine, and they hold the key.
"""

import http.client
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from filelock import FileLock, Timeout

from tutor.llm.server_engines import ENGINES, Activity, RunningEngine
from tutor.llm.server_state import ServerFiles, ServerSpec, ServerState, read_state, write_state

_OFTEN, _SELDOM = 0.05, 5.0


@dataclass
class IdleWatch:
    """Says when nothing has been asked for `limit` seconds."""

    limit: float
    since: float
    mark: str = ""

    def is_idle(self, now: float, activity: Activity) -> bool:
        """Take note of what the server does at `now` (seconds of any steady clock)."""
        if activity.busy or activity.mark != self.mark:
            self.since, self.mark = now, activity.mark
        return now - self.since >= self.limit


def main() -> None:
    """Serve until idle."""
    files = ServerFiles(Path(sys.argv[1]))
    orders = json.load(sys.stdin)
    spec = ServerSpec(**orders["spec"])
    engine = ENGINES[spec.engine](spec, orders["api_key"])
    state = ServerState(
        pid=os.getpid(),
        created=psutil.Process().create_time(),
        port=engine.port,
        api_key=orders["api_key"],
        log=str(files.log),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        spec=spec,
    )
    write_state(files.state, state)
    watch(engine, spec.idle_seconds, files)
    # The engine's threads wait for requests for ever; there is nothing left to tidy up.
    sys.stderr.flush()
    os._exit(0)


def watch(
    engine: RunningEngine,
    idle_seconds: float,
    files: ServerFiles,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Return when the server should end; its state file is gone then, unless it names another."""
    idle = IdleWatch(idle_seconds, clock())
    while True:
        sleep(min(_SELDOM, max(_OFTEN, idle_seconds / 10)))
        try:
            activity = engine.activity()
        except (OSError, ValueError, http.client.HTTPException):
            return  # the engine is dead: the next client starts another
        if not _is_mine(files):
            if not activity.busy:
                return
        elif idle.is_idle(clock(), activity) and _signed_off(engine, idle, files, clock):
            return


def _is_mine(files: ServerFiles) -> bool:
    state = read_state(files.state)
    return state is not None and state.pid == os.getpid()


def _signed_off(
    engine: RunningEngine, idle: IdleWatch, files: ServerFiles, clock: Callable[[], float]
) -> bool:
    """Remove the state file, unless somebody is just about to use the server."""
    try:
        with FileLock(files.lock, timeout=0):
            if not idle.is_idle(clock(), engine.activity()):
                return False
            files.state.unlink(missing_ok=True)
            return True
    except Timeout:
        return False


if __name__ == "__main__":
    main()
