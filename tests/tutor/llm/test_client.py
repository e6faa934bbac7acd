"""The client against a fake endpoint that behaves well and badly."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack

import pytest
from fake_endpoint import (
    Behaviour,
    FakeEndpoint,
    chunk,
    drops,
    raw,
    running,
    says,
    status,
    waits,
)
from pydantic import BaseModel, Field

from knowledge_base.errors import BadInput, Missing, OutOfTime, TutorError, WorkFailed
from tutor.llm.chat import Message, Speed
from tutor.llm.client import Limits, OpenAIChat
from tutor.llm.endpoint import Connection, FixedEndpoint
from tutor.llm.failures import PromptTooLong

ASK = [Message("system", "You are a tutor."), Message("user", "What is a gradient?")]


class Verdict(BaseModel):
    reason: str = Field(max_length=40)
    score: int = Field(ge=0, le=3)


FALLBACK = Verdict(reason="", score=0)


async def never_measured(chat: OpenAIChat) -> Speed:
    raise AssertionError("nobody asked for a speed")


def chat_at(url: str, **limits: float) -> OpenAIChat:
    endpoint = FixedEndpoint(url, model="m")
    limited = Limits(**{"connect": 2.0, "first_token": 5.0, "whole": 10.0, **limits})
    return OpenAIChat(endpoint, name="m", measure=never_measured, limits=limited, pause=0.0)


Opened = tuple[FakeEndpoint, OpenAIChat]


@pytest.fixture
async def open_fake() -> AsyncIterator[Callable[..., Opened]]:
    chats: list[OpenAIChat] = []
    with ExitStack() as stack:

        def opened(*behaviours: Behaviour, **limits: float) -> Opened:
            context: AbstractContextManager[FakeEndpoint] = running(*behaviours)
            fake = stack.enter_context(context)
            chats.append(chat_at(fake.url, **limits))
            return fake, chats[-1]

        yield opened
        for chat in chats:
            await chat.aclose()


async def whole(chat: OpenAIChat, **more: type[BaseModel]) -> str:
    return "".join([piece async for piece in chat.stream(ASK, max_tokens=50, **more)])


async def test_streams_the_reply_as_it_comes(open_fake: Callable[..., Opened]) -> None:
    fake, chat = open_fake(says("It points uphill."))
    pieces = [piece async for piece in chat.stream(ASK, max_tokens=50)]
    assert len(pieces) > 1
    assert "".join(pieces) == "It points uphill."
    assert fake.asked[0]["max_tokens"] == 50
    assert fake.asked[0]["messages"][1] == {"role": "user", "content": "What is a gradient?"}
    assert "cache_prompt" not in fake.asked[0], "an endpoint that is not ours gets standard fields only"


@pytest.mark.parametrize(
    "first", [status(500), status(503), status(429), drops(), raw(b"data: {not json\n\n")]
)
async def test_a_failure_before_the_first_token_is_retried_once(
    open_fake: Callable[..., Opened], first: Behaviour
) -> None:
    fake, chat = open_fake(first, says("Second time."))
    assert await whole(chat) == "Second time."
    assert len(fake.asked) == 2


@pytest.mark.parametrize(
    "always",
    [status(500, "on fire"), drops(), raw(b"data: {not json\n\n"), raw(chunk(None, "")), status(418)],
)
async def test_failing_twice_is_one_clear_error(open_fake: Callable[..., Opened], always: Behaviour) -> None:
    fake, chat = open_fake(always)
    with pytest.raises(WorkFailed) as caught:
        await whole(chat)
    assert fake.url in caught.value.message
    assert caught.value.hint
    assert len(fake.asked) <= 2


@pytest.mark.parametrize(
    "breaks",
    [
        drops(after="It poi"),
        raw(chunk("It poi") + b"data: {oops\n\n"),
        raw(chunk("It poi") + b'data: {"error": {"message": "x"}}\n\n'),
    ],
)
async def test_breaking_off_after_the_first_token_is_not_retried(
    open_fake: Callable[..., Opened], breaks: Behaviour
) -> None:
    fake, chat = open_fake(breaks, says("never"))
    stream = chat.stream(ASK, max_tokens=50)
    assert await anext(stream) == "It poi"
    with pytest.raises(WorkFailed, match="broke off"):
        await anext(stream)
    assert len(fake.asked) == 1


@pytest.mark.parametrize("before_headers", [True, False])
async def test_a_slow_first_token_runs_out_of_time(
    open_fake: Callable[..., Opened], before_headers: bool
) -> None:
    fake, chat = open_fake(waits(before_headers=before_headers), first_token=0.2)
    with pytest.raises(OutOfTime, match=r"not said a word after 0\.2"):
        await whole(chat)
    assert len(fake.asked) <= 1, "it is not asked again"


async def test_a_reply_that_never_ends_runs_out_of_time(open_fake: Callable[..., Opened]) -> None:
    _, chat = open_fake(waits(after="It"), first_token=5.0, whole=0.3)
    with pytest.raises(OutOfTime, match=r"not finished after 0\.3"):
        await whole(chat)


async def test_thoughts_count_as_a_first_token(open_fake: Callable[..., Opened]) -> None:
    thought = chunk(None, None).replace(b'"delta": {}', b'"delta": {"reasoning_content": "hm"}')
    _, chat = open_fake(raw(thought + chunk("Yes.", "stop")))
    assert await whole(chat) == "Yes."


async def test_nothing_listening_says_what_mends_it() -> None:
    with running(says("")) as fake:
        url = fake.url
    chat = chat_at(url)
    with pytest.raises(Missing) as caught:
        await whole(chat)
    assert url in caught.value.message
    assert "tutor model use" in caught.value.hint


async def test_a_server_that_goes_away_later_says_the_same() -> None:
    with running(says("Here.")) as fake:
        chat = chat_at(fake.url)
        assert await whole(chat) == "Here."
    with pytest.raises(Missing, match="Nothing answers"):
        await whole(chat)
    await chat.aclose()


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (
            "request (5031 tokens) exceeds the available context size (4096 tokens)",
            "exceed_context_size_error",
        ),
        ("This model's maximum context length is 4096 tokens.", "BadRequestError"),
        ("Requested tokens (5000) exceed context window of 512", "context_length_exceeded"),
    ],
)
async def test_too_long_a_prompt_is_told_apart(
    open_fake: Callable[..., Opened], message: str, kind: str
) -> None:
    fake, chat = open_fake(status(400, message, kind))
    with pytest.raises(PromptTooLong) as caught:
        await whole(chat)
    assert message in caught.value.message
    with pytest.raises(PromptTooLong):
        await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK)
    assert len(fake.asked) == 2, "asking again in another format would not help"


@pytest.mark.parametrize(("code", "leaf"), [(401, BadInput), (403, BadInput), (404, Missing)])
async def test_refusals_say_what_to_do(
    open_fake: Callable[..., Opened], code: int, leaf: type[TutorError]
) -> None:
    _, chat = open_fake(status(code))
    with pytest.raises(leaf) as caught:
        await whole(chat)
    assert caught.value.hint


async def test_leaving_the_stream_hangs_up_and_the_next_request_works(
    open_fake: Callable[..., Opened],
) -> None:
    fake, chat = open_fake(waits(after="It "), says("Next."))
    stream = chat.stream(ASK, max_tokens=50)
    assert await anext(stream) == "It "
    await stream.aclose()
    assert await whole(chat) == "Next."
    assert len(fake.asked) == 2


GOOD = json.dumps({"reason": "clear", "score": 2})


async def test_constrained_asks_for_the_schema_and_shows_it(open_fake: Callable[..., Opened]) -> None:
    fake, chat = open_fake(says(GOOD))
    value, own_words = await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK)
    assert (value, own_words) == (Verdict(reason="clear", score=2), True)
    assert fake.asked[0]["response_format"]["json_schema"]["schema"]["required"] == ["reason", "score"]
    system, user = fake.asked[0]["messages"]
    assert system["content"].startswith("You are a tutor.")
    assert '"maxLength":40' in system["content"]
    assert user["content"] == "What is a gradient?", "the learner's words stay last"


async def test_a_wrong_value_is_retried_with_the_error(open_fake: Callable[..., Opened]) -> None:
    fake, chat = open_fake(says('{"reason": "clear", "score": 9}'), says(GOOD))
    assert await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK) == (
        Verdict(reason="clear", score=2),
        True,
    )
    retry = fake.asked[1]["messages"]
    assert retry[-2]["role"] == "assistant"
    assert "score: Input should be less than or equal to 3" in retry[-1]["content"]


@pytest.mark.parametrize("nonsense", ["", "no idea", '{"reason": "cut', '{"reason": 3}', '{"a":' * 5000])
async def test_nonsense_twice_gives_the_fallback(open_fake: Callable[..., Opened], nonsense: str) -> None:
    fake, chat = open_fake(says(nonsense))
    assert await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK) == (FALLBACK, False)
    assert len(fake.asked) == 2


async def test_json_in_a_code_fence_is_read(open_fake: Callable[..., Opened]) -> None:
    _, chat = open_fake(says(f"Sure!\n```json\n{GOOD}\n```"))
    value, own_words = await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK)
    assert own_words
    assert value.score == 2


async def test_an_endpoint_without_schemas_is_asked_for_less_and_remembered(
    open_fake: Callable[..., Opened],
) -> None:
    fake, chat = open_fake(status(400, "json_schema?"), status(400, "schema?"), says(GOOD))
    await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK)
    await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK)
    forms = [body.get("response_format", {}) for body in fake.asked]
    assert [form.get("type") for form in forms] == [
        "json_schema",
        "json_object",
        "json_object",
        "json_object",
    ]
    assert "schema" in forms[1]
    assert "schema" not in forms[2]


async def test_an_endpoint_that_fails_at_formats_is_asked_without(open_fake: Callable[..., Opened]) -> None:
    def picky(exchange: object) -> None:
        (status(500) if exchange.body.get("response_format") else says(GOOD))(exchange)  # type: ignore[attr-defined]

    fake, chat = open_fake(picky)
    value, own_words = await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK)
    assert own_words
    assert value.reason == "clear"
    assert "response_format" not in fake.asked[-1]


async def test_stream_with_a_schema_streams_json_and_leaves_the_prompt_alone(
    open_fake: Callable[..., Opened],
) -> None:
    fake, chat = open_fake(says(GOOD))
    assert json.loads(await whole(chat, schema=Verdict)) == {"reason": "clear", "score": 2}
    assert fake.asked[0]["response_format"]["type"] == "json_schema"
    assert fake.asked[0]["messages"][0]["content"] == "You are a tutor."


async def test_a_prompt_too_long_for_the_retry_gives_the_fallback(open_fake: Callable[..., Opened]) -> None:
    _, chat = open_fake(says("no idea"), status(400, "exceeds the context size"))
    assert await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK) == (FALLBACK, False)


class Ours:
    """An endpoint that is our own server, and can be started again or not."""

    def __init__(self, url: str, dialect: str = "llama.cpp", revives: bool = True) -> None:
        self.connection = Connection(url, "k", "m", dialect, 4096, slots=4, log="server.log")  # type: ignore[arg-type]
        self.revives = revives
        self.recovered = 0

    async def connect(self) -> Connection:
        return self.connection

    async def recover(self) -> bool:
        self.recovered += 1
        return self.revives


async def test_our_own_server_keeps_a_thread_in_its_slot() -> None:
    with running(says("Yes.")) as fake:
        chat = OpenAIChat(Ours(fake.url), name="m", measure=never_measured)
        thread, other = chat.for_thread("t1"), chat.for_thread("t1")
        for one in (chat, thread, other):
            await whole(one)
            await one.aclose()
    assert [body["cache_prompt"] for body in fake.asked] == [True, True, True]
    assert "id_slot" not in fake.asked[0]
    assert fake.asked[1]["id_slot"] == fake.asked[2]["id_slot"] in range(4)
    assert fake.headers[0]["authorization"] == "Bearer k"


@pytest.mark.parametrize("revives", [True, False])
async def test_our_own_server_crashing_again_names_its_log(revives: bool) -> None:
    with running(drops()) as fake:
        ours = Ours(fake.url, revives=revives)
        chat = OpenAIChat(ours, name="m", measure=never_measured, pause=0.0)
        with pytest.raises(WorkFailed) as caught:
            await whole(chat)
        await chat.aclose()
    assert "server.log" in caught.value.hint
    assert ours.recovered == 1
    assert len(fake.asked) == (2 if revives else 1)


async def test_llama_cpp_python_is_never_asked_for_json_schema() -> None:
    with running(says(GOOD)) as fake:
        chat = OpenAIChat(Ours(fake.url, "llama-cpp-python"), name="m", measure=never_measured)
        assert (await chat.constrained(ASK, Verdict, max_tokens=50, fallback=FALLBACK))[1]
        await chat.aclose()
    assert fake.asked[0]["response_format"]["type"] == "json_object"
    assert "cache_prompt" not in fake.asked[0]


async def test_llama_cpp_python_says_only_without_streaming_that_a_prompt_is_too_long() -> None:
    too_long = status(400, "Requested tokens (900) exceed context window of 512", "context_length_exceeded")
    with running(drops(), drops(), too_long) as fake:
        ours = Ours(fake.url, "llama-cpp-python")
        chat = OpenAIChat(ours, name="m", measure=never_measured, pause=0.0)
        with pytest.raises(PromptTooLong):
            await whole(chat)
        await chat.aclose()
    assert "stream" not in fake.asked[2]


def test_one_client_serves_several_event_loops() -> None:
    import asyncio

    with running(says("Yes.")) as fake:
        chat = chat_at(fake.url)

        async def once() -> str:
            try:
                return await whole(chat)
            finally:
                await chat.aclose()

        assert asyncio.run(once()) == "Yes."
        assert asyncio.run(once()) == "Yes."


async def test_speed_is_measured_once() -> None:
    calls = []

    async def measure(chat: OpenAIChat) -> Speed:
        calls.append(chat.name)
        return Speed(100.0, 10.0)

    chat = OpenAIChat(Ours("http://127.0.0.1:9/v1"), name="m", measure=measure)
    assert await chat.speed() == await chat.speed() == Speed(100.0, 10.0)
    assert calls == ["m"]
    assert await chat.context_tokens() == 4096
