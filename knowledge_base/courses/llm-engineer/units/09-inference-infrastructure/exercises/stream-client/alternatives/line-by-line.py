import json


def chat_request(model, messages, max_tokens, temperature, stop):
    request = {"model": model, "max_tokens": max_tokens, "temperature": temperature, "stream": True}
    request["stream_options"] = {"include_usage": True}
    request["messages"] = []
    for role, text in messages:
        request["messages"].append({"role": role, "content": text})
    if stop:
        request["stop"] = list(stop)
    return request


def feed(pending, chunk):
    received = pending + chunk
    payloads, data = [], []
    line_start = event_start = 0
    while (line_end := received.find(b"\n", line_start)) >= 0:
        line = received[line_start:line_end].removesuffix(b"\r")
        line_start = line_end + 1
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" ").decode())
        elif not line:
            if data:
                payloads.append("\n".join(data))
            data, event_start = [], line_start
    return received[event_start:], payloads


def reply(payloads):
    answer = {"text": "", "finish_reason": None, "usage": None}
    for payload in payloads:
        if payload == "[DONE]":
            return answer
        part = json.loads(payload)
        if part.get("usage") is not None:
            answer["usage"] = part["usage"]
        if part["choices"]:
            [choice] = part["choices"]
            if choice["delta"].get("content") is not None:
                answer["text"] += choice["delta"]["content"]
            if choice.get("finish_reason") is not None:
                answer["finish_reason"] = choice["finish_reason"]
    return answer
