import json
import re

END_OF_EVENT = re.compile(rb"\r?\n\r?\n")


def chat_request(model, messages, max_tokens, temperature, stop):
    request = {
        "model": model,
        "messages": [{"role": role, "content": text} for role, text in messages],
        "max_tokens": max_tokens,
        "temperature": temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    return request | {"stop": stop} if stop else request


def feed(pending, chunk):
    *events, rest = END_OF_EVENT.split(pending + chunk)
    contents = [content(event.decode("utf-8")) for event in events]
    return rest, [text for text in contents if text is not None]


def content(event):
    lines = event.replace("\r\n", "\n").split("\n")
    data = [line.removeprefix("data:").removeprefix(" ") for line in lines if line.startswith("data:")]
    return "\n".join(data) if data else None


def reply(payloads):
    text, reason, usage = "", None, None
    for payload in payloads:
        if payload == "[DONE]":
            break
        part = json.loads(payload)
        choice = part["choices"][0]  # fault
        text += choice["delta"].get("content") or ""
        reason = choice.get("finish_reason") or reason
        usage = part.get("usage") or usage
    return {"text": text, "finish_reason": reason, "usage": usage}
