"""The engines that can serve a local model, as they run inside the server's own process."""

import asyncio
import http.client
import json
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

from tutor.llm.server_state import ServerSpec

LOOPBACK = "127.0.0.1"
_PROMPT_CACHE_MIB = 512
"""Host memory for prompts whose slot went to another conversation."""


@dataclass(frozen=True)
class Activity:
    """What the server is doing: conversations being answered, and a mark that changes with each request."""

    busy: int
    mark: str


class RunningEngine(Protocol):
    """An engine that listens on loopback."""

    port: int

    def activity(self) -> Activity:
        """What it is doing now."""
        ...


class LlamaCpp:
    """llama.cpp's own server, from the xllamacpp wheel."""

    def __init__(self, spec: ServerSpec, api_key: str) -> None:
        import xllamacpp

        self._server = xllamacpp.Server(self._parameters(spec, api_key))
        self.port = int(self._server.listening_address.rsplit(":", 1)[1])
        self._api_key = api_key

    @staticmethod
    def _parameters(spec: ServerSpec, api_key: str) -> Any:
        import xllamacpp

        asked = xllamacpp.CommonParams()
        asked.model.path = spec.path
        asked.model_alias = {spec.model}
        asked.hostnames = [LOOPBACK]
        asked.port = 0
        asked.api_keys = [api_key]
        asked.cors_origins = f"http://{LOOPBACK}"
        asked.ui = False
        asked.n_parallel = spec.parallel
        asked.n_ctx = spec.context * spec.parallel
        asked.cpuparams.n_threads = spec.threads
        asked.cpuparams_batch.n_threads = spec.threads
        asked.cache_ram_mib = _PROMPT_CACHE_MIB
        asked.enable_reasoning = 0  # thoughts are not shown, so they would only be waited for
        asked.warmup = False
        asked.endpoint_slots = True
        return asked

    def activity(self) -> Activity:
        """From its /slots page: a slot's task number changes with each request."""
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        try:
            connection.request("GET", "/slots", headers={"Authorization": f"Bearer {self._api_key}"})
            slots = json.loads(connection.getresponse().read())
        except TimeoutError:
            return Activity(1, "too busy to say")
        finally:
            connection.close()
        return slots_activity(slots)


def slots_activity(slots: list[dict[str, Any]]) -> Activity:
    """What llama.cpp's /slots says."""
    busy = sum(bool(slot.get("is_processing")) for slot in slots)
    return Activity(busy, " ".join(str(slot.get("id_task", "-")) for slot in slots))


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Counted:
    """An ASGI application that knows how many requests it is answering and has answered."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self.busy = 0
        self.answered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count everything but the health check."""
        if scope.get("type") != "http":
            await self._application(scope, receive, send)
        elif scope.get("path") == "/health":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})
        else:
            self.busy += 1
            try:
                await self._application(scope, receive, send)
            finally:
                self.busy -= 1
                self.answered += 1


class LlamaCppPython:
    """The server module of llama-cpp-python, behind uvicorn in a thread.

    It answers one conversation at a time; `interrupt_requests` off, or a second one would cut the first.
    """

    def __init__(self, spec: ServerSpec, api_key: str) -> None:
        import uvicorn
        from llama_cpp.server.app import create_app
        from llama_cpp.server.settings import ModelSettings, ServerSettings

        model = ModelSettings(
            model=spec.path,
            model_alias=spec.model,
            n_ctx=spec.context,
            n_threads=spec.threads,
            n_threads_batch=spec.threads,
            logits_all=False,
            verbose=False,
        )
        asked = ServerSettings(host=LOOPBACK, port=0, api_key=api_key, interrupt_requests=False)
        self._counted = Counted(create_app(server_settings=asked, model_settings=[model]))
        listener = socket.socket()
        listener.bind((LOOPBACK, 0))
        listener.listen()  # from here on a client waits instead of being refused
        self.port = listener.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(self._counted, log_level="warning"))
        self._thread = threading.Thread(target=self._serve, args=(listener,), daemon=True)
        self._thread.start()

    def _serve(self, listener: socket.socket) -> None:
        asyncio.run(self._server.serve(sockets=[listener]))

    def activity(self) -> Activity:
        """From the counter around the application."""
        if not self._thread.is_alive():
            raise ConnectionError("the server thread has ended")
        return Activity(self._counted.busy, str(self._counted.answered))


ENGINES: dict[str, Callable[[ServerSpec, str], RunningEngine]] = {
    "llama.cpp": LlamaCpp,
    "llama-cpp-python": LlamaCppPython,
}
