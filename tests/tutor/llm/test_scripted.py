"""The scripted model is a provider like the others."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from knowledge_base.errors import BadInput, OutOfTime, WorkFailed
from tutor.llm.chat import Message, Speed
from tutor.llm.scripted import Fail, Hang, Nonsense, ScriptedChat, scripted_from, words_of

ASK = [Message("user", "What is a Gradient?")]


class Answer(BaseModel):
    n: int


async def said(chat: ScriptedChat, max_tokens: int = 100, text: str = "What is a Gradient?") -> str:
    return "".join([word async for word in chat.stream([Message("user", text)], max_tokens=max_tokens)])


async def test_says_its_replies_in_order_word_by_word_and_then_nothing() -> None:
    chat = ScriptedChat(["It points uphill.", "Yes."])
    assert [word async for word in chat.stream(ASK, max_tokens=9)] == ["It ", "points ", "uphill."]
    assert [await said(chat), await said(chat)] == ["Yes.", ""]


async def test_repeats_the_last_when_told_to() -> None:
    chat = ScriptedChat(["a", "b"], repeat=True)
    assert [await said(chat) for _ in range(3)] == ["a", "b", "b"]


async def test_a_function_sees_the_messages() -> None:
    chat = ScriptedChat(lambda messages: f"You said: {messages[-1].content}")
    assert await said(chat) == "You said: What is a Gradient?"


async def test_stops_at_max_tokens() -> None:
    assert await said(ScriptedChat(["one two three"]), max_tokens=2) == "one two "


async def test_records_what_it_was_asked() -> None:
    chat = ScriptedChat(['{"n": 3}'])
    assert await chat.constrained(ASK, Answer, max_tokens=7, fallback=Answer(n=0)) == (Answer(n=3), True)
    assert (chat.asked[0].max_tokens, chat.asked[0].schema) == (7, "Answer")
    assert chat.asked[0].messages[-1] == ASK[0]


async def test_a_bad_value_is_retried_and_then_replaced() -> None:
    fallback = Answer(n=0)
    assert await ScriptedChat(["no", '{"n": 5}']).constrained(
        ASK, Answer, max_tokens=9, fallback=fallback
    ) == (Answer(n=5), True)
    nonsense = ScriptedChat([Nonsense(1)], repeat=True)
    assert await nonsense.constrained(ASK, Answer, max_tokens=99, fallback=fallback) == (fallback, False)
    assert len(nonsense.asked) == 2


async def test_fails_as_told() -> None:
    chat = ScriptedChat([Fail(OutOfTime("Too slow."))])
    with pytest.raises(OutOfTime, match="Too slow"):
        await said(chat)
    assert chat.cancelled == 0


async def test_nonsense_is_the_same_for_the_same_seed() -> None:
    assert await said(ScriptedChat([Nonsense(7)])) == await said(ScriptedChat([Nonsense(7)]))
    assert Nonsense(7).text() != Nonsense(8).text()


async def test_hangs_until_cancelled() -> None:
    chat = ScriptedChat([Hang(after="It "), "Next."])
    stream = chat.stream(ASK, max_tokens=9)
    assert await anext(stream) == "It "
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert chat.cancelled == 1
    assert await said(chat) == "Next."


async def test_leaving_early_is_noted() -> None:
    chat = ScriptedChat(["one two three"])
    stream = chat.stream(ASK, max_tokens=9, schema=Answer)
    await anext(stream)
    await stream.aclose()
    assert chat.cancelled == 1
    assert chat.asked[0].schema == "Answer"


async def test_claims_what_it_is_told_to() -> None:
    chat = ScriptedChat(speed=Speed(5.0, 6.0), context=99)
    assert await chat.speed() == Speed(5.0, 6.0)
    assert await chat.context_tokens() == 99
    await chat.aclose()


@given(st.text())
def test_the_words_are_the_text(text: str) -> None:
    assert "".join(words_of(text)) == text


async def test_without_a_file_it_says_nothing(tutor_home: Path) -> None:
    assert await said(scripted_from(tutor_home / "scripted.yaml")) == ""


async def test_a_file_has_replies_and_rules(tmp_path: Path) -> None:
    path = tmp_path / "scripted.yaml"
    path.write_text(
        "rules:\n- {when: gradient, reply: Uphill.}\n- {when: fire, reply: {fail: On fire.}}\n"
        "replies:\n- First.\n- {nonsense: 3}\n- {hang: true, text: 'One '}\nrepeat: true\n",
        encoding="utf-8",
    )
    chat = scripted_from(path)
    assert await said(chat) == "Uphill."
    with pytest.raises(WorkFailed, match=r"On fire\."):
        await said(chat, text="fire!")
    assert await said(chat, text="x") == "First."
    assert await said(chat, text="x") == Nonsense(3).text()
    assert await anext(chat.stream([Message("user", "x")], max_tokens=9)) == "One "


async def test_a_plain_list_will_do(tmp_path: Path) -> None:
    path = tmp_path / "scripted.yaml"
    path.write_text("- Sí.\n- No.\n", encoding="utf-8")
    chat = scripted_from(path)
    assert [await said(chat), await said(chat), await said(chat)] == ["Sí.", "No.", ""]


@pytest.mark.parametrize("content", [b"replies: [", b"nonsense: 1", b"\xff\xfe\x00", b"replies: 3", b"text"])
def test_a_file_that_is_no_script_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scripted.yaml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="not a script"):
        scripted_from(path)
