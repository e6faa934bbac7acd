"""The exercise `stream-client` against the tutor's own server: its solutions read what is really streamed."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import httpx2
import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.exercises import Exercise, Exercises
from tutor.llm import servers
from tutor.llm.packaged import installed_file
from tutor.llm.server_state import ServerFiles, ServerState, read_state
from tutor.settings import ModelSettings

pytestmark = [pytest.mark.model, pytest.mark.slow]
MAX_TOKENS = 24
Functions = dict[str, Callable[..., Any]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerState]:
    """The tutor's server with the packaged model."""
    source = installed_file()
    if find_spec("xllamacpp") is None or source is None:
        pytest.skip("the engine or the packaged model is not installed")
    home = tmp_path_factory.mktemp("served")
    servers.serve(
        ModelSettings(name=str(source), engine="llama.cpp", threads=1, context=512, timeout_seconds=120),
        home,
    )
    state = read_state(ServerFiles(home).state)
    assert state is not None
    yield state
    servers.stop(home)


@pytest.fixture(params=["reference", "line-by-line", "regular-expressions"])
def client(request: pytest.FixtureRequest) -> Functions:
    """The functions of the reference and of the other ways to write it."""
    exercise = Exercises(load_course(default_course_folder())).get("stream-client")
    namespace: Functions = {}
    exec(compile(source_of(exercise, request.param), request.param, "exec"), namespace)
    return namespace


def source_of(exercise: Exercise, way: str) -> str:
    return exercise.reference if way == "reference" else exercise.alternative_source(way)


def asked(client: Functions, server: ServerState, stop: list[str]) -> dict[str, Any]:
    messages = [("system", "You are a tutor."), ("user", "What is a vector? Answer with ñ, ¿ and 😀.")]
    request: dict[str, Any] = client["chat_request"](server.spec.model, messages, MAX_TOKENS, 0.0, stop)
    return request


def streamed(server: ServerState, request: dict[str, Any]) -> list[bytes]:
    """What comes back, in the pieces in which it comes."""
    with httpx2.stream(
        "POST",
        f"{server.url}/chat/completions",
        json=request,
        headers=key(server),
        timeout=60,
        trust_env=False,
    ) as answer:
        assert answer.status_code == 200
        return list(answer.iter_raw())


def at_once(server: ServerState, request: dict[str, Any]) -> dict[str, Any]:
    """The same answer without streaming."""
    plain = {name: value for name, value in request.items() if name != "stream_options"} | {"stream": False}
    answer = httpx2.post(
        f"{server.url}/chat/completions", json=plain, headers=key(server), timeout=60, trust_env=False
    )
    body: dict[str, Any] = answer.json()
    return body


def key(server: ServerState) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.api_key}"}


def read(client: Functions, pieces: list[bytes]) -> dict[str, Any]:
    pending, payloads = b"", []
    for piece in pieces:
        pending, more = client["feed"](pending, piece)
        payloads += more
    assert pending == b"", "the stream ends with a whole event"
    assert payloads[-1] == "[DONE]"
    reply: dict[str, Any] = client["reply"](payloads)
    return reply


def test_the_reply_is_the_one_that_comes_without_streaming(client: Functions, server: ServerState) -> None:
    request = asked(client, server, stop=[])
    reply = read(client, streamed(server, request))
    plain = at_once(server, request)
    assert reply["text"] == plain["choices"][0]["message"]["content"]
    assert reply["text"].strip()
    assert reply["finish_reason"] == plain["choices"][0]["finish_reason"] == "length"


def test_the_usage_is_told_because_it_was_asked_for(client: Functions, server: ServerState) -> None:
    request = asked(client, server, stop=[])
    usage = read(client, streamed(server, request))["usage"]
    assert usage["completion_tokens"] == MAX_TOKENS
    assert usage["prompt_tokens"] == at_once(server, request)["usage"]["prompt_tokens"]
    unasked = {name: value for name, value in request.items() if name != "stream_options"}
    assert read(client, streamed(server, unasked))["usage"] is None


def test_cut_into_single_bytes_it_reads_the_same(client: Functions, server: ServerState) -> None:
    pieces = streamed(server, asked(client, server, stop=[]))
    assert len(pieces) > 3, "it does come in pieces"
    whole = b"".join(pieces)
    single = [whole[place : place + 1] for place in range(len(whole))]
    assert read(client, single) == read(client, [whole]) == read(client, pieces)


def test_a_stop_text_ends_the_reply(client: Functions, server: ServerState) -> None:
    text = read(client, streamed(server, asked(client, server, stop=[])))["text"]
    word = text.split()[2]
    reply = read(client, streamed(server, asked(client, server, stop=[word])))
    assert reply["finish_reason"] == "stop"
    assert reply["text"] == text[: text.index(word)]
