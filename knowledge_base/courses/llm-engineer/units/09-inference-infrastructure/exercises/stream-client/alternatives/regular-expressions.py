import json
import re
from itertools import takewhile

EVENT = re.compile(rb"(.+?)\r?\n\r?\n", re.DOTALL)
DATA = re.compile(rb"^data: ?(.*?)\r?$", re.MULTILINE)


def chat_request(model, messages, max_tokens, temperature, stop):
    return {
        "model": model,
        "messages": [dict(zip(("role", "content"), message, strict=True)) for message in messages],
        "max_tokens": max_tokens,
        "temperature": temperature,
        "stream": True,
        "stream_options": {"include_usage": True},
        **({"stop": stop} if stop else {}),
    }


def feed(pending, chunk):
    received = pending + chunk
    events = list(EVENT.finditer(received))
    data = [DATA.findall(event[1]) for event in events]
    rest = received[events[-1].end() :] if events else received
    return rest, [b"\n".join(lines).decode() for lines in data if lines]


def last(values):
    return next((value for value in reversed(values) if value is not None), None)


def reply(payloads):
    parts = [json.loads(payload) for payload in takewhile(lambda payload: payload != "[DONE]", payloads)]
    choices = [choice for part in parts for choice in part["choices"]]
    return {
        "text": "".join(choice["delta"].get("content") or "" for choice in choices),
        "finish_reason": last([choice.get("finish_reason") for choice in choices]),
        "usage": last([part.get("usage") for part in parts]),
    }
