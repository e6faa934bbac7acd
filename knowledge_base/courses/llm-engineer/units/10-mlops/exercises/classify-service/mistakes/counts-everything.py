from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field


class Message(BaseModel):
    text: str = Field(min_length=1, max_length=200)


def label_of(text, keywords):
    words = text.lower().split()
    counts = {label: sum(words.count(word) for word in set(known)) for label, known in keywords.items()}
    best = min(counts, key=lambda label: (-counts[label], label), default="other")
    matches = counts.get(best, 0)
    return {"label": best if matches else "other", "matches": matches}


def make_app(keywords, key):
    app = FastAPI()
    counters = {"classified": 0, "rejected": 0}

    def check_key(x_api_key: Annotated[str | None, Header()] = None):
        if x_api_key != key:
            counters["classified"] += 1  # fault
            counters["rejected"] += 1
            raise HTTPException(status_code=401, detail="unknown key")

    @app.get("/health")
    def health():
        return {"status": "ok"}

    @app.post("/classify", dependencies=[Depends(check_key)])
    def classify(message: Message):
        counters["classified"] += 1
        return label_of(message.text, keywords)

    @app.get("/metrics")
    def metrics():
        return counters

    return app


def serve(keywords, key, requests):
    answers = []
    with TestClient(make_app(keywords, key)) as client:
        for method, path, body, headers in requests:
            response = client.request(method, path, json=body, headers=headers)
            answers.append((response.status_code, None if response.status_code == 422 else response.json()))
    return answers
