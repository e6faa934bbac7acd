"""The service: labels for messages over HTTP."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from service.settings import Settings

LARGEST_BODY = 131_072  # bytes: 20 texts of 500 characters, each written with up to 12 bytes, and the rest
PATHS = {"/v1/labels", "/v1/labels/stream", "/health/live", "/health/ready", "/metrics"}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Message(BaseModel):
    """One text."""

    model_config = ConfigDict(extra="forbid")
    text: Text


class Messages(BaseModel):
    """Several texts."""

    model_config = ConfigDict(extra="forbid")
    texts: Annotated[list[Text], Field(min_length=1, max_length=20)]


class Label(BaseModel):
    """What the model says of a text, and which version says it."""

    label: str
    confidence: float
    model_version: str


def create_app(load_model: Callable[[], Any], settings: Settings) -> FastAPI:  # noqa: C901 (a factory holds all endpoints)
    """The service. The model is loaded once, at start."""
    requests: Counter = Counter()
    seconds: Counter = Counter()
    labels: Counter = Counter()
    pool = ThreadPoolExecutor(settings.places)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.model = load_model()
        yield
        app.state.model = None
        pool.shutdown(wait=False)

    app = FastAPI(lifespan=lifespan, max_body_size=LARGEST_BODY)
    app.state.model, app.state.free = None, settings.places

    @app.middleware("http")
    async def count(request: Request, call_next: Callable) -> Response:
        path = request.url.path if request.url.path in PATHS else "other"
        start = time.perf_counter()
        if request.url.path.startswith("/v1/") and not knows_key(request):  # before the body is read
            response = JSONResponse({"detail": "unknown key"}, 401)
        else:
            response = await call_next(request)
        requests[path, response.status_code] += 1
        seconds[path] += time.perf_counter() - start
        return response

    def knows_key(request: Request) -> bool:
        key = request.headers.get("X-API-Key", "")
        return secrets.compare_digest(key.encode(), settings.api_key.encode())

    def give_back(_: object = None) -> None:
        app.state.free += 1

    async def place() -> AsyncIterator[list[asyncio.Future]]:
        """A place of the model, free again when the response and the work in its thread have ended."""
        if app.state.model is None:
            raise HTTPException(503, "no model yet")
        if app.state.free == 0:
            raise HTTPException(503, "busy", headers={"Retry-After": "1"})
        app.state.free -= 1
        work: list[asyncio.Future] = []
        try:
            yield work
        finally:
            late = [one for one in work if not one.done()]
            if late:
                late[-1].add_done_callback(give_back)
            else:
                give_back()

    async def ask(text: str, work: list[asyncio.Future]) -> Label:
        model = app.state.model
        work.append(asyncio.get_running_loop().run_in_executor(pool, model.classify, text))
        await asyncio.wait(work[-1:], timeout=settings.limit_seconds)
        if not work[-1].done():
            raise TimeoutError
        label, confidence = work[-1].result()
        labels[label] += 1
        return Label(label=label, confidence=confidence, model_version=model.version)

    place_of_model = Annotated[list, Depends(place)]

    @app.post("/v1/labels")
    async def label(message: Message, work: place_of_model) -> Label:
        try:
            return await ask(message.text, work)
        except TimeoutError:
            raise HTTPException(504, "the model took too long") from None
        except Exception:  # noqa: BLE001 (its message may hold the text)
            raise HTTPException(500, "the model failed") from None

    @app.post("/v1/labels/stream", response_class=EventSourceResponse)
    async def label_stream(messages: Messages, work: place_of_model) -> AsyncIterable[ServerSentEvent]:
        try:
            for text in messages.texts:
                yield ServerSentEvent(event="label", data=(await ask(text, work)).model_dump())
            yield ServerSentEvent(event="done", data={"model_version": app.state.model.version})
        except TimeoutError:
            yield ServerSentEvent(event="error", data="timeout")
        except Exception:  # noqa: BLE001 (the answer has begun: only an event can still say so)
            yield ServerSentEvent(event="error", data="failed")

    @app.get("/health/live")
    async def live() -> dict:
        return {"status": "alive"}

    @app.get("/health/ready")
    async def ready() -> dict:
        if app.state.model is None:
            raise HTTPException(503, "no model yet")
        return {"status": "ready", "model_version": app.state.model.version}

    @app.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> str:
        lines = [f'requests_total{{path="{p}",status="{s}"}} {n}' for (p, s), n in sorted(requests.items())]
        lines += [f'request_seconds_sum{{path="{path}"}} {n:.6f}' for path, n in sorted(seconds.items())]
        lines += [f'labels_total{{label="{name}"}} {n}' for name, n in sorted(labels.items())]
        if app.state.model is not None:
            lines.append(f'model_info{{version="{app.state.model.version}"}} 1')
        return "\n".join(lines) + "\n"

    return app
