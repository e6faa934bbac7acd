"""What the service of the statement answers, worked out without a web framework."""


def label_of(text, keywords):
    words = text.lower().split()
    counts = sorted((-sum(word in known for word in words), label) for label, known in keywords.items())
    matches = -counts[0][0] if counts else 0
    return {"label": counts[0][1] if matches else "other", "matches": matches}


def is_message(body):
    """Whether a body is a valid message."""
    return isinstance(body, dict) and isinstance(body.get("text"), str) and 1 <= len(body["text"]) <= 200


def serve(keywords, key, requests):
    counters = {"classified": 0, "rejected": 0}
    routes = {"/health": "GET", "/classify": "POST", "/metrics": "GET"}
    answers = []
    for method, path, body, headers in requests:
        given = {name.lower(): value for name, value in headers.items()}
        if path not in routes:
            answers.append((404, {"detail": "Not Found"}))
        elif method != routes[path]:
            answers.append((405, {"detail": "Method Not Allowed"}))
        elif path == "/health":
            answers.append((200, {"status": "ok"}))
        elif path == "/metrics":
            answers.append((200, dict(counters)))
        elif given.get("x-api-key") != key:
            counters["rejected"] += 1
            answers.append((401, {"detail": "unknown key"}))
        elif not is_message(body):
            answers.append((422, None))
        else:
            counters["classified"] += 1
            answers.append((200, label_of(body["text"], keywords)))
    return answers
