from collections import Counter

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, constr


class Message(BaseModel):
    text: constr(min_length=1, max_length=200)


def serve(keywords, key, requests):
    app = FastAPI()
    seen = Counter()

    @app.middleware("http")
    async def guard(request: Request, call_next):
        protected = (request.method, request.url.path) == ("POST", "/classify")
        if protected and request.headers.get("X-API-Key") != key:
            seen["rejected"] += 1
            return JSONResponse({"detail": "unknown key"}, status_code=401)
        return await call_next(request)

    @app.get("/health")
    def health():
        return {"status": "ok"}

    @app.post("/classify")
    def classify(message: Message):
        seen["classified"] += 1
        words = Counter(message.text.lower().split())
        best, matches = "other", 0
        for label in sorted(keywords):
            total = sum(words[word] for word in set(keywords[label]))
            if total > matches:
                best, matches = label, total
        return {"label": best, "matches": matches}

    @app.get("/metrics")
    def metrics():
        return {"classified": seen["classified"], "rejected": seen["rejected"]}

    client = TestClient(app)
    responses = [client.request(m, path, json=body, headers=headers) for m, path, body, headers in requests]
    return [(r.status_code, r.json() if r.status_code != 422 else None) for r in responses]
