"""Starts, finds and stops the managed server's process."""

import contextlib
import http.client
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from knowledge_base.errors import Missing, OutOfTime, WorkFailed
from tutor.llm.packaged import Say, quiet
from tutor.llm.server_engines import LOOPBACK
from tutor.llm.server_state import ServerFiles, ServerSpec, ServerState, process_of, read_state

LOGS_KEPT = 5
_ENGINE_MODULES = {
    "llama.cpp": ("xllamacpp", "pip install xllamacpp"),
    "llama-cpp-python": ("llama_cpp", "pip install 'llama-cpp-python[server]'"),
}


class LocalServer:
    """Starts, finds and stops the server of one TUTOR_HOME.

    Args:
        home: TUTOR_HOME.
        say: hears that a model is being loaded.
        start_seconds: longest wait for a model to load, or for another process to load it.
        python: interpreter of the server's process.
    """

    def __init__(
        self,
        home: Path,
        *,
        say: Say = quiet,
        start_seconds: float = 180.0,
        python: str = sys.executable,
    ) -> None:
        self.files = ServerFiles(home)
        self._say = say
        self._start_seconds = start_seconds
        self._python = python

    def ensure(self, spec: ServerSpec) -> ServerState:
        """A running server that is as `spec` says; any other one is stopped first.

        Raises:
            Missing: the engine is not installed.
            WorkFailed: the server does not start; the hint names its log.
            OutOfTime: it does not start in time.
        """
        state = self.found(spec)
        if state is not None:
            return state
        try:
            with self._locked():
                state = self.found(spec)
                if state is not None and is_healthy(state):
                    return state
                self._end(read_state(self.files.state))
                return self._start(spec)
        except Timeout as error:
            raise self._late() from error

    def found(self, spec: ServerSpec) -> ServerState | None:
        """The server as `spec` says, if its process is there."""
        state = read_state(self.files.state)
        return state if state is not None and state.spec == spec and process_of(state) else None

    def stop(self) -> bool:
        """Stop the server; whether there was one."""
        try:
            with self._locked():
                return self._end(read_state(self.files.state))
        except Timeout as error:
            raise self._late() from error

    def revive(self, spec: ServerSpec) -> None:
        """After a lost connection: start the server again unless it is well."""
        state = self.found(spec)
        if state is not None and not is_healthy(state):
            self.stop()
        self.ensure(spec)

    def _locked(self) -> FileLock:
        self.files.lock.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self.files.lock, timeout=self._start_seconds)

    def _late(self) -> OutOfTime:
        return OutOfTime(
            "The model server was not ready after {seconds:g} seconds.",
            hint="Choose a smaller model (tutor model list), or see its log: {log}",
            seconds=self._start_seconds,
            log=self.files.log,
        )

    def _start(self, spec: ServerSpec) -> ServerState:
        _require(spec.engine)
        self._say("Starting the model server ({model})...", model=spec.model)
        rotate_logs(self.files.log)
        process = self._launch(spec)
        deadline = time.monotonic() + self._start_seconds
        while time.monotonic() < deadline:
            state = read_state(self.files.state)
            if state is not None and state.pid == process.pid:
                return state
            if process.poll() is not None:
                raise self._failed()
            time.sleep(0.05)
        process.kill()
        raise self._late()

    def _launch(self, spec: ServerSpec) -> "subprocess.Popen[bytes]":
        orders = json.dumps({"spec": asdict(spec), "api_key": secrets.token_urlsafe(32)})
        # Threads that spin while they wait starve each other on a busy machine; measured with two
        # threads on two shared cores: 120 prompt tokens a second spinning, 272 waiting.
        environment = {"OMP_WAIT_POLICY": "PASSIVE", **os.environ}
        with self.files.log.open("ab") as log:
            # Our own module, with our own interpreter.
            process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
                [self._python, "-m", "tutor.llm.server_process", str(self.files.home)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=Path(__file__).parents[2],
                **_detached(),
            )
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended already; `_start` says why
            process.stdin.write(orders.encode())
            process.stdin.close()
        # Somebody must collect it when it ends, or it stays in the process table as a zombie.
        threading.Thread(target=process.wait, daemon=True).start()
        return process

    def _failed(self) -> WorkFailed:
        return WorkFailed(
            "The model server could not start: {reason}",
            hint="Its log says more: {log}",
            reason=last_line(self.files.log) or "it ended without a word",
            log=self.files.log,
        )

    def _end(self, state: ServerState | None) -> bool:
        process = process_of(state)
        if process is not None:
            _terminate(process)
        self.files.state.unlink(missing_ok=True)
        return process is not None


def _detached() -> dict[str, Any]:
    """A process group of its own: Ctrl-C in one client must not stop the server of all."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS}
    return {"start_new_session": True}


def _require(engine: str) -> None:
    module, command = _ENGINE_MODULES[engine]
    if find_spec(module) is None:
        raise Missing(
            "The engine {engine} is not installed.", hint="{command}", engine=engine, command=command
        )


def _terminate(process: psutil.Process) -> None:
    try:
        process.terminate()
        process.wait(5)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(5)
    except psutil.NoSuchProcess:
        return


def rotate_logs(log: Path, keep: int = LOGS_KEPT) -> None:
    """Make room for a new `log`: server.log becomes server.1.log and so on; the oldest goes."""
    log.parent.mkdir(parents=True, exist_ok=True)
    older = [log] + [log.with_name(f"{log.stem}.{number}{log.suffix}") for number in range(1, keep)]
    for newer, target in reversed(list(pairwise(older))):
        if newer.exists():
            newer.replace(target)


def last_line(log: Path) -> str:
    """The last line of a log that says something; empty when there is none."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")[:300]


def is_healthy(state: ServerState) -> bool:
    """Whether it answers its health check."""
    return get_page(state, "/health")[0] == 200


def get_page(state: ServerState, path: str) -> tuple[int, bytes]:
    """Status and body of one of its pages; status 0 when it does not answer."""
    connection = http.client.HTTPConnection(LOOPBACK, state.port, timeout=5)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {state.api_key}"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
