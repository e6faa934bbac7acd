"""What a model does on this machine, measured through its HTTP endpoint."""

import asyncio
import random
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge_base.errors import BadInput
from tutor.llm.chat import Speed
from tutor.llm.choose import open_served
from tutor.llm.client import OpenAIChat
from tutor.llm.packaged import Say, quiet
from tutor.llm.servers import default_threads, status
from tutor.llm.speeds import SpeedStore, machine_name, speed_key, timed, unseen_words
from tutor.settings import ModelSettings

_PROMPT_WORDS, _ANSWER_TOKENS, _AT_ONCE, _AT_ONCE_TOKENS = 600, 64, 4, 32


@dataclass(frozen=True)
class BenchResult:
    """One measurement. `one_at_once` and `four_at_once` are generated tokens a second, all replies together.

    The warm first token is for the same prompt again, out of the server's cache. `rss_bytes` is 0 for a
    server that is not ours.
    """

    model: str
    engine: str
    machine: str
    prompt_tokens: int
    prompt_tokens_per_second: float
    generation_tokens_per_second: float
    first_token_cold_ms: float
    first_token_warm_ms: float
    one_at_once: float
    four_at_once: float
    rss_bytes: int
    measured: str


async def bench(
    model: ModelSettings, home: Path, *, say: Say = quiet, chance: random.Random | None = None
) -> BenchResult:
    """Measure the chosen model and remember the result for `ChatModel.speed`.

    Args:
        model: the settings.
        home: TUTOR_HOME.
        say: hears which part is being measured.
        chance: picks the words of the prompts; a cold prompt must be one the server has not seen.

    Raises:
        BadInput: `none` and `scripted` have no speed.
        TutorError: as `ChatModel.stream`.
    """
    if model.name in {"none", "scripted"}:
        raise BadInput(
            "{name} has no speed to measure.",
            hint="Choose a model first: tutor model use smollm2-135m",
            name=model.name,
        )
    chat = open_served(model, home, say=say)
    try:
        result = await _measured(chat, model, home, say, chance or random.Random())  # noqa: S311
    finally:
        await chat.aclose()
    served_by = model.base_url or f"{model.engine}, {model.threads or default_threads()} threads"
    speed = Speed(result.prompt_tokens_per_second, result.generation_tokens_per_second)
    SpeedStore(home).write(speed_key(chat.name, served_by), speed, bench=asdict(result))
    return result


async def _measured(
    chat: OpenAIChat, model: ModelSettings, home: Path, say: Say, chance: random.Random
) -> BenchResult:
    say("Measuring one conversation...")
    await timed(chat, unseen_words(8, chance), 4)  # the first request of all pays for more than itself
    text = unseen_words(_PROMPT_WORDS, chance)
    cold = await timed(chat, text, _ANSWER_TOKENS)
    warm = await timed(chat, text, 2)
    say("Measuring four at once...")
    one = await _together(chat, 1, chance)
    four = await _together(chat, _AT_ONCE, chance)
    return BenchResult(
        model=chat.name,
        engine="endpoint" if model.base_url else model.engine,
        machine=machine_name(),
        prompt_tokens=cold.prompt_tokens,
        prompt_tokens_per_second=round(cold.speed.prompt, 1),
        generation_tokens_per_second=round(cold.speed.generation, 1),
        first_token_cold_ms=round(cold.first_token_seconds * 1000, 1),
        first_token_warm_ms=round(warm.first_token_seconds * 1000, 1),
        one_at_once=round(one, 1),
        four_at_once=round(four, 1),
        rss_bytes=0 if model.base_url else status(home).rss_bytes,
        measured=datetime.now(UTC).isoformat(timespec="seconds"),
    )


async def _together(chat: OpenAIChat, count: int, chance: random.Random) -> float:
    """Generated tokens a second of `count` conversations with short prompts, asked at the same time."""
    texts = [unseen_words(8, chance) for _ in range(count)]
    start = time.perf_counter()
    samples = await asyncio.gather(*(timed(chat, text, _AT_ONCE_TOKENS) for text in texts))
    return sum(sample.generated_tokens for sample in samples) / (time.perf_counter() - start)
