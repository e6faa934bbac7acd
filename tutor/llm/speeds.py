"""How fast a model is on this machine: measured through its endpoint, remembered in speeds.json."""

import json
import os
import platform
import random
import time
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from knowledge_base.errors import WorkFailed
from tutor.files import write_whole
from tutor.llm.chat import Message, Speed
from tutor.llm.client import OpenAIChat, Request

_WORDS = (
    "model",
    "layer",
    "data",
    "train",
    "loss",
    "token",
    "weight",
    "matrix",
    "vector",
    "step",
    "rate",
    "test",
)
"""Common words, mostly one token each: their number stands in where a server does not count."""
_BRIEF_WORDS, _BRIEF_TOKENS, _BRIEF_SECONDS = 160, 16, 3.0


@dataclass(frozen=True)
class Sample:
    """One timed reply. Times in seconds: to the first token, and from it to the last."""

    prompt_tokens: int
    generated_tokens: int
    first_token_seconds: float
    generation_seconds: float

    @property
    def speed(self) -> Speed:
        """Tokens a second; a reply of one token says of the generation only that it took the whole time."""
        prompt = self.prompt_tokens / max(self.first_token_seconds, 1e-6)
        if self.generated_tokens > 1 and self.generation_seconds > 0:
            return Speed(prompt, (self.generated_tokens - 1) / self.generation_seconds)
        return Speed(prompt, self.generated_tokens / max(self.first_token_seconds, 1e-6))


def unseen_words(count: int, chance: random.Random) -> str:
    """A text that no server has in its cache."""
    return " ".join(chance.choice(_WORDS) for _ in range(count))


async def timed(chat: OpenAIChat, text: str, max_tokens: int, *, stop_after: float = 600.0) -> Sample:
    """Ask for a reply of `max_tokens` to `text`, and stop listening after `stop_after` seconds.

    Raises:
        WorkFailed: the model said nothing at all.
        TutorError: as `ChatModel.stream`.
    """
    prompt = (Message("user", f"{text}\nGo on with this list of words, as long as you can."),)
    # Only our own server gets `ignore_eos`: without it a small model may stop at once.
    request = Request(prompt, max_tokens, extra={"ignore_eos": True}, count=True)
    await chat.endpoint.connect()
    start = time.perf_counter()
    first = last = 0.0
    pieces = counted = prompt_tokens = 0
    async with aclosing(chat.deltas(request)) as deltas:
        async for delta in deltas:
            now = time.perf_counter() - start
            if delta.text:
                first, last = first or now, now
                pieces += 1
            counted, prompt_tokens = delta.generated_tokens or counted, delta.prompt_tokens or prompt_tokens
            if now > stop_after and pieces:
                break
    if not pieces:
        raise WorkFailed("The model said nothing, so its speed is unknown.", hint="Try: tutor model bench")
    return Sample(prompt_tokens or len(text.split()), counted or pieces, first, last - first)


def machine_name() -> str:
    """What speeds depend on, in words."""
    return f"{platform.node()} {platform.machine()} {os.cpu_count()} cores"


@dataclass(frozen=True)
class SpeedStore:
    """`TUTOR_HOME/models/speeds.json`: what was measured, by model and machine."""

    home: Path

    @property
    def path(self) -> Path:
        """The file."""
        return self.home / "models" / "speeds.json"

    def read(self, key: str) -> Speed | None:
        """What was measured; None when nothing was, or the file is damaged."""
        row = self._rows().get(key)
        try:
            return Speed(float(row["prompt"]), float(row["generation"])) if row else None
        except (KeyError, TypeError, ValueError):
            return None

    def write(self, key: str, speed: Speed, **more: Any) -> None:
        """Remember what was measured now."""
        measured = datetime.now(UTC).isoformat(timespec="seconds")
        row = {
            "prompt": round(speed.prompt, 1),
            "generation": round(speed.generation, 1),
            "measured": measured,
        }
        write_whole(self.path, json.dumps({**self._rows(), key: {**row, **more}}, indent=1))

    def _rows(self) -> dict[str, Any]:
        try:
            rows = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return rows if isinstance(rows, dict) else {}


def speed_key(model: str, served_by: str) -> str:
    """The key of a model on this machine."""
    return f"{model} | {served_by} | {machine_name()}"


async def remembered_speed(chat: OpenAIChat, store: SpeedStore, served_by: str) -> Speed:
    """What was measured before, or a measurement of about three seconds now."""
    key = speed_key(chat.name, served_by)
    found = store.read(key)
    if found is not None:
        return found
    chance = random.Random()  # noqa: S311
    text = unseen_words(_BRIEF_WORDS, chance)
    speed = (await timed(chat, text, _BRIEF_TOKENS, stop_after=_BRIEF_SECONDS)).speed
    store.write(key, speed, brief=True)
    return speed
