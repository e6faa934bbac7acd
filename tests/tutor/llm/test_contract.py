"""What every engine must do, with the packaged model and a real server."""

import asyncio
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psutil
import pytest
from fake_hub import gguf_bytes
from pydantic import BaseModel, Field

from knowledge_base.errors import BadInput, OutOfTime, WorkFailed
from tutor.llm import servers
from tutor.llm.bench import bench
from tutor.llm.chat import Message
from tutor.llm.choose import open_served
from tutor.llm.client import Limits, OpenAIChat, Request
from tutor.llm.failures import PromptTooLong
from tutor.llm.packaged import installed_file
from tutor.llm.speeds import SpeedStore, unseen_words
from tutor.settings import ModelSettings

pytestmark = [pytest.mark.model, pytest.mark.slow]
MODULES = {"llama.cpp": "xllamacpp", "llama-cpp-python": "llama_cpp.server"}
ENGINES = ["llama.cpp", "llama-cpp-python"]


@pytest.fixture(scope="module", params=ENGINES)
def settings(request: pytest.FixtureRequest) -> ModelSettings:
    installed = find_spec(MODULES[request.param].split(".")[0]) is not None
    source = installed_file()
    if not installed or source is None:
        pytest.skip("the engine or the packaged model is not installed")
    return ModelSettings(
        name=str(source), engine=request.param, threads=1, context=512, parallel=2, timeout_seconds=120
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, settings: ModelSettings) -> Iterator[Path]:
    """One server for all the tests of an engine."""
    folder = tmp_path_factory.mktemp("served")
    yield folder
    servers.stop(folder)


@pytest.fixture
async def chat(settings: ModelSettings, home: Path) -> AsyncIterator[OpenAIChat]:
    opened = open_served(settings, home)
    yield opened
    await opened.aclose()


def asks(text: str) -> list[Message]:
    return [Message("system", "You are a tutor."), Message("user", text)]


async def whole(chat: OpenAIChat, text: str = "What is a vector?", max_tokens: int = 12) -> str:
    return "".join([piece async for piece in chat.stream(asks(text), max_tokens=max_tokens)])


async def test_streams_words_in_pieces(chat: OpenAIChat) -> None:
    pieces = [piece async for piece in chat.stream(asks("What is a vector?"), max_tokens=12)]
    assert len(pieces) > 3
    assert "".join(pieces).strip()


async def test_says_the_same_again_at_temperature_zero(chat: OpenAIChat) -> None:
    assert await whole(chat) == await whole(chat)


class Verdict(BaseModel):
    reason: str = Field(max_length=30)
    intent: Literal["ask", "plan", "quiz"]


async def test_constrained_replies_fit_the_schema(chat: OpenAIChat) -> None:
    fallback = Verdict(reason="fallback", intent="ask")
    value, own_words = await chat.constrained(
        asks("Plan my week."), Verdict, max_tokens=60, fallback=fallback
    )
    assert own_words, "the server's constraint leaves nothing to go wrong but the length"
    assert value.intent in {"ask", "plan", "quiz"}
    assert value.reason != "fallback"


async def test_too_long_a_prompt_is_told_apart(chat: OpenAIChat) -> None:
    with pytest.raises(PromptTooLong) as caught:
        await whole(chat, "word " * 2000)
    assert isinstance(caught.value, BadInput)
    assert await whole(chat), "and the server goes on"


async def test_two_conversations_at_once_are_both_answered(chat: OpenAIChat) -> None:
    replies = await asyncio.gather(whole(chat, "What is a vector?"), whole(chat, "What is a matrix?"))
    assert all(reply.strip() for reply in replies)


async def test_leaving_a_reply_stops_the_server(
    chat: OpenAIChat, home: Path, settings: ModelSettings
) -> None:
    if settings.engine != "llama.cpp":
        pytest.skip("llama-cpp-python goes on to the end (documented)")
    endless = Request(tuple(asks("Count.")), 400, extra={"ignore_eos": True})
    async with aclosing(chat.deltas(endless)) as deltas:
        async for delta in deltas:
            if delta.text:
                break
        assert servers.status(home).busy == 1
    for _ in range(100):  # the server looks at its connections between tokens
        if not servers.status(home).busy:
            break
    assert servers.status(home).busy == 0


async def test_a_cancelled_task_stops_the_server_too(
    chat: OpenAIChat, home: Path, settings: ModelSettings
) -> None:
    if settings.engine != "llama.cpp":
        pytest.skip("llama-cpp-python goes on to the end (documented)")
    begun = asyncio.Event()

    async def listen() -> None:
        async for delta in chat.deltas(Request(tuple(asks("Count.")), 400, extra={"ignore_eos": True})):
            if delta.text:
                begun.set()

    task = asyncio.create_task(listen())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await whole(chat)
    assert servers.status(home).busy == 0


async def test_running_out_of_time_is_one_clear_error(settings: ModelSettings, home: Path) -> None:
    chat = open_served(settings, home)
    chat._limits = Limits(first_token=0.001, whole=0.001)
    with pytest.raises(OutOfTime):
        await whole(chat, unseen_words(200, random.Random(1)))
    await chat.aclose()


async def test_a_wrong_key_is_refused(settings: ModelSettings, home: Path) -> None:
    servers.serve(settings, home)
    elsewhere = ModelSettings(base_url=servers.status(home).url, api_key="wrong")
    chat = open_served(elsewhere, home)
    with pytest.raises(BadInput, match="key"):
        await whole(chat)
    await chat.aclose()


async def test_killed_it_is_there_again_for_the_next_question(
    chat: OpenAIChat, home: Path, settings: ModelSettings
) -> None:
    before = servers.serve(settings, home)
    psutil.Process(before.pid).kill()
    assert await whole(chat)
    after = servers.status(home)
    assert after.running
    assert after.pid != before.pid


async def test_killed_in_the_middle_of_a_reply_is_one_clear_error(
    chat: OpenAIChat, home: Path, settings: ModelSettings
) -> None:
    before = servers.serve(settings, home)
    stream = chat.stream(asks("Tell me a very long story about a vector."), max_tokens=400)
    assert await anext(stream)
    psutil.Process(before.pid).kill()
    with pytest.raises(WorkFailed, match="broke off"):
        [piece async for piece in stream]
    assert await whole(chat)


async def test_the_speed_is_measured_and_remembered(
    chat: OpenAIChat, home: Path, settings: ModelSettings
) -> None:
    speed = await chat.speed()
    assert speed.prompt > 0
    assert speed.generation > 0
    assert SpeedStore(home).path.exists()
    again = open_served(settings, home)
    remembered = await again.speed()
    assert remembered.prompt == pytest.approx(speed.prompt, rel=0.01, abs=0.1)


async def test_the_context_is_that_of_one_conversation(chat: OpenAIChat) -> None:
    assert await chat.context_tokens() == 512


async def test_the_bench_measures_through_the_endpoint(
    settings: ModelSettings, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.llm.bench._PROMPT_WORDS", 100)
    monkeypatch.setattr("tutor.llm.bench._ANSWER_TOKENS", 8)
    monkeypatch.setattr("tutor.llm.bench._AT_ONCE_TOKENS", 4)
    result = await bench(settings, home)
    assert result.prompt_tokens_per_second > 0
    assert result.four_at_once > 0
    assert result.rss_bytes > 50_000_000
    assert result.prompt_tokens >= 100


def test_a_file_that_is_no_model_says_so(tmp_path: Path, settings: ModelSettings) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(gguf_bytes(4096))
    with pytest.raises(WorkFailed, match="could not start"):
        servers.serve(settings.model_copy(update={"name": str(broken)}), tmp_path)
    assert not servers.status(tmp_path).running


def test_two_processes_that_start_at_once_share_one_server(tmp_path: Path, settings: ModelSettings) -> None:
    code = (
        "import sys; from pathlib import Path; from tutor.llm.servers import serve;"
        "from tutor.settings import ModelSettings;"
        "print(serve(ModelSettings.model_validate_json(sys.argv[2]), Path(sys.argv[1])).pid)"
    )
    command = [sys.executable, "-c", code, str(tmp_path), settings.model_dump_json()]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as one,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as two,
    ):
        found = {process.communicate()[0].strip() for process in (one, two)}
    now = servers.stop(tmp_path)
    assert found == {str(now.pid)}
    assert now.healthy, "it outlives those who started it"


def test_idle_it_stops(tmp_path: Path, settings: ModelSettings) -> None:
    shortly = settings.model_copy(update={"idle_minutes": 0.01})
    pid = servers.serve(shortly, tmp_path).pid
    if psutil.pid_exists(pid):
        psutil.wait_procs([psutil.Process(pid)], timeout=30)
    assert not servers.status(tmp_path).running
    assert not (tmp_path / "run" / "server.json").exists()


async def test_a_busy_server_does_not_stop(tmp_path: Path, settings: ModelSettings) -> None:
    if settings.engine != "llama.cpp":
        pytest.skip("needs a reply of known length")
    shortly = settings.model_copy(update={"idle_minutes": 0.01})
    chat = open_served(shortly, tmp_path)
    start = time.monotonic()
    count = 0
    async with aclosing(
        chat.deltas(Request(tuple(asks("Count.")), 200, extra={"ignore_eos": True}))
    ) as deltas:
        async for delta in deltas:
            count += bool(delta.text)
    await chat.aclose()
    assert time.monotonic() - start > 0.6, "longer than the idle time"
    assert count > 100
