import json
import re

END_OF_EVENT = re.compile(____)


def chat_request(model, messages, max_tokens, temperature, stop):
    request = {
        "model": model,
        "messages": ____,
        "max_tokens": max_tokens,
        "temperature": temperature,
        "stream": True,
        "stream_options": ____,
    }
    return request | {"stop": stop} if stop else request


def feed(pending, chunk):
    *events, rest = END_OF_EVENT.split(____)
    contents = [content(event.decode("utf-8")) for event in events]
    return rest, [text for text in contents if text is not None]


def content(event):
    lines = event.replace("\r\n", "\n").split("\n")
    data = [____ for line in lines if line.startswith("data:")]
    return ____


def reply(payloads):
    text, reason, usage = "", None, None
    for payload in payloads:
        if payload == "[DONE]":
            ____
        part = json.loads(payload)
        for choice in part["choices"]:
            text += ____
            reason = ____
        usage = ____
    return {"text": text, "finish_reason": reason, "usage": usage}
