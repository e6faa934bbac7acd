def chat_request(model, messages, max_tokens, temperature, stop):
    # messages: list of (role, text), stop: list of str -> dict
    raise NotImplementedError


def feed(pending, chunk):
    # pending, chunk: bytes -> bytes, list of str
    raise NotImplementedError


def reply(payloads):
    # payloads: list of str -> {"text": str, "finish_reason": str or None, "usage": dict or None}
    raise NotImplementedError
