"""The managed local server: one for all of the user's processes, started on first use."""

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from tutor.llm.endpoint import Connection
from tutor.llm.local_server import LocalServer, get_page, is_healthy
from tutor.llm.models import LocalModel, locate
from tutor.llm.packaged import Say, quiet
from tutor.llm.server_engines import slots_activity
from tutor.llm.server_state import ServerFiles, ServerSpec, ServerState, process_of, read_state
from tutor.settings import ModelSettings


@dataclass(frozen=True)
class ServerStatus:
    """What the managed server is; all but `running` are empty when there is none.

    `busy` counts conversations being answered, `rss_bytes` is its memory.
    """

    running: bool
    healthy: bool = False
    pid: int = 0
    port: int = 0
    url: str = ""
    engine: str = ""
    model: str = ""
    path: str = ""
    context: int = 0
    parallel: int = 0
    threads: int = 0
    idle_minutes: float = 0.0
    started: str = ""
    rss_bytes: int = 0
    busy: int = 0
    log: str = ""


def default_threads() -> int:
    """Physical cores less one, at least one; a thread on a busy core makes all the others wait."""
    physical = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else physical
    return max(1, min(physical, allowed) - 1)


def spec_for(model: ModelSettings, local: LocalModel) -> ServerSpec:
    """What the settings ask of a server for `local`."""
    trained = local.context or model.context
    return ServerSpec(
        engine=model.engine,
        model=local.name,
        path=str(local.path),
        threads=model.threads or default_threads(),
        context=min(model.context, trained),
        parallel=model.parallel,
        idle_seconds=model.idle_minutes * 60,
    )


def connection_to(state: ServerState) -> Connection:
    """The client's view of a running server."""
    spec = state.spec
    slots = spec.parallel if spec.engine == "llama.cpp" else 0
    return Connection(
        state.url, state.api_key, spec.model, spec.engine, spec.context, slots=slots, log=state.log
    )


class ManagedEndpoint:
    """The managed server as a client sees it: there when it is needed, back after a crash."""

    def __init__(self, server: LocalServer, spec: Callable[[], ServerSpec]) -> None:
        self.server = server
        self._find_spec = spec
        self._spec: ServerSpec | None = None

    async def connect(self) -> Connection:
        """Start the server or find it; see `Endpoint.connect`."""
        return connection_to(await asyncio.to_thread(self._ensure))

    async def recover(self) -> bool:
        """Start it again if it is dead."""
        await asyncio.to_thread(self.server.revive, self._known_spec())
        return True

    def _known_spec(self) -> ServerSpec:
        if self._spec is None:
            self._spec = self._find_spec()
        return self._spec

    def _ensure(self) -> ServerState:
        return self.server.ensure(self._known_spec())


def serve(model: ModelSettings, home: Path, *, say: Say = quiet) -> ServerStatus:
    """Start the server that the settings ask for, or find it running.

    Raises:
        Missing, WorkFailed, OutOfTime: as `LocalServer.ensure`.
    """
    LocalServer(home, say=say).ensure(spec_for(model, locate(model.name, home, say=say)))
    return status(home)


def stop(home: Path) -> ServerStatus:
    """Stop the server, and return the status that it had."""
    before = status(home)
    LocalServer(home).stop()
    return before


def status(home: Path) -> ServerStatus:
    """What the managed server is now."""
    state = read_state(ServerFiles(home).state)
    process = process_of(state)
    if state is None or process is None:
        return ServerStatus(running=False)
    spec = state.spec
    return ServerStatus(
        running=True,
        healthy=is_healthy(state),
        pid=state.pid,
        port=state.port,
        url=state.url,
        engine=spec.engine,
        model=spec.model,
        path=spec.path,
        context=spec.context,
        parallel=spec.parallel,
        threads=spec.threads,
        idle_minutes=spec.idle_seconds / 60,
        started=state.started,
        rss_bytes=_memory(process),
        busy=_busy(state),
        log=state.log,
    )


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _busy(state: ServerState) -> int:
    if state.spec.engine != "llama.cpp":
        return 0  # llama-cpp-python does not say
    code, body = get_page(state, "/slots")
    return slots_activity(json.loads(body)).busy if code == 200 else 0
