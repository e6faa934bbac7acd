import asyncio

import httpx2
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, Field


class Message(BaseModel):
    text: str = Field(min_length=1, max_length=200)


class Service:
    def __init__(self, keywords, key):
        self.labels = {word: [] for words in keywords.values() for word in words}
        for label, words in keywords.items():
            for word in set(words):
                self.labels[word].append(label)
        self.key, self.classified, self.rejected = key, 0, 0

    async def guard(self, request: Request):
        if request.headers.get("x-api-key") != self.key:
            self.rejected += 1
            raise HTTPException(401, "unknown key")

    async def health(self):
        return {"status": "ok"}

    async def classify(self, message: Message):
        self.classified += 1
        found = [label for word in message.text.lower().split() for label in self.labels.get(word, [])]
        best = max(sorted(set(found)), key=found.count, default="other")
        return {"label": best, "matches": found.count(best)}

    async def metrics(self):
        return {"classified": self.classified, "rejected": self.rejected}


async def answers(app, requests):
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://service") as client:
        sent = [await client.request(m, path, json=body, headers=h) for m, path, body, h in requests]
    return [(r.status_code, None if r.status_code == 422 else r.json()) for r in sent]


def serve(keywords, key, requests):
    service, router, app = Service(keywords, key), APIRouter(), FastAPI()
    router.add_api_route("/health", service.health)
    router.add_api_route("/metrics", service.metrics)
    router.add_api_route(
        "/classify", service.classify, methods=["POST"], dependencies=[Depends(service.guard)]
    )
    app.include_router(router)
    return asyncio.run(answers(app, requests))
