"""An ASGI application that says its model's name, or misbehaves when the model's file says so."""

import json
import os
from pathlib import Path
from typing import Any

from llama_cpp.server.settings import ModelSettings, ServerSettings


def create_app(server_settings: ServerSettings, model_settings: list[ModelSettings]) -> Any:
    model = model_settings[0]
    behaviour = Path(model.model).read_text()
    if "cannot load" in behaviour:
        raise ValueError(f"cannot load {model.model_alias}")
    if "hang" in behaviour:
        import time

        time.sleep(60)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        key = headers.get(b"authorization", b"").decode()
        if key != f"Bearer {server_settings.api_key}":
            await send({"type": "http.response.start", "status": 401, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})
            return
        if "crash" in behaviour:
            os._exit(9)
        choice = {"index": 0, "delta": {"content": model.model_alias}, "finish_reason": "stop"}
        body = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        event = b"data: " + json.dumps(body).encode() + b"\n\ndata: [DONE]\n\n"
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/event-stream")],
            }
        )
        await send({"type": "http.response.body", "body": event})

    return application
