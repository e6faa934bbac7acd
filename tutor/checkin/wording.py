"""A model may word a question or the reflection; the program's words stand wherever the model's do not hold.

They hold if they are in the learner's language, add no number, keep every quotation as it is, are about the
same thing, claim nothing about what was saved, and give no instruction to a model.
"""

import asyncio
import json
import re
from collections.abc import Callable

from pydantic import BaseModel, Field

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from knowledge_base.instructions import speaks_to_a_model
from knowledge_base.languages import detect
from knowledge_base.sentences import prose_sentences
from knowledge_base.words import content_words, encodable, folded, numbers, stems
from tutor.llm.chat import ChatModel, Message
from tutor.llm.packaged import DEFAULT_MODEL
from tutor.prompts import prompt

TOKENS = 160
LONGEST_QUESTION, LONGEST_REFLECTION = 300, 700  # letters
LEAST_COMMON = 0.5  # share of the content words that the program's own wording has too
_QUOTED = re.compile(r"[«“](.+?)[»”]")
_CLAIM = re.compile(
    r"\b(?:sav(?:e|ed)|record(?:ed)?|remember(?:ed)?|graded|scheduled|promise\w*)\b"
    r"|\b(?:guard(?:e|ado|ada|o)|anot(?:e|ado|ada|o)|registr(?:e|ado|ada|o)|recordare|calificad[oa]|prometo)\b"
)
_NUMBER_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|half|twice|double"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|docena|mitad|doble)\b"
)


class WordedQuestion(BaseModel):
    """What the model is asked for."""

    question: str = Field(max_length=LONGEST_QUESTION)


class WordedReflection(BaseModel):
    """What the model is asked for."""

    reflection: str = Field(max_length=LONGEST_REFLECTION)


def fit_to_word(chat: ChatModel | None) -> ChatModel | None:
    """The model, unless it is the packaged one.

    That one knows little Spanish: it makes sentences out of the right words that no check here tells from
    good ones, such as “El plano de esta manera no se hizo ninguna sesión”.
    """
    return None if chat is None or chat.name == DEFAULT_MODEL else chat


async def worded_question(text: str, language: Language, chat: ChatModel | None, seconds: float) -> str:
    """A question in the model's words; empty where it has none that hold."""
    if chat is None:
        return ""
    messages = _messages("checkin_question", text, language)
    try:
        async with asyncio.timeout(seconds):
            nothing = WordedQuestion(question="")
            said, _ = await chat.constrained(messages, WordedQuestion, max_tokens=TOKENS, fallback=nothing)
    except (TutorError, TimeoutError):
        return ""
    worded = encodable(" ".join(said.question.split()))
    return "" if question_objection(worded, text, language) else worded


async def worded_reflection(text: str, language: Language, chat: ChatModel | None, seconds: float) -> str:
    """The reflection in the model's words; empty where it has none that hold."""
    if chat is None:
        return ""
    messages = _messages("checkin_reflection", text, language)
    try:
        async with asyncio.timeout(seconds):
            nothing = WordedReflection(reflection="")
            said, _ = await chat.constrained(
                messages, WordedReflection, max_tokens=2 * TOKENS, fallback=nothing
            )
    except (TutorError, TimeoutError):
        return ""
    worded = encodable(" ".join(said.reflection.split()))
    return "" if objection(worded, text, language) else worded


def question_objection(worded: str, text: str, language: Language) -> str:
    """Why a question's wording cannot stand, in a word; empty where it can."""
    if not worded.rstrip().endswith("?") or worded.count("?") != 1:
        return "question"
    if len(prose_sentences(worded)) != 1:
        return "sentence"
    return objection(worded, text, language)


def objection(worded: str, text: str, language: Language) -> str:
    """Why a wording cannot stand, in a word; empty where it can.

    Args:
        worded: the model's.
        text: the program's own.
        language: that it should be in.
    """
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("empty", lambda: len(content_words(worded)) < 3),
        ("language", lambda: detect(_QUOTED.sub("", worded), language) != language),
        ("instruction", lambda: any(map(speaks_to_a_model, prose_sentences(worded)))),
        ("number", lambda: not _numbers(worded) <= _numbers(text)),
        ("quote", lambda: _quotes(worded) != _quotes(text)),
        ("claim", lambda: bool(_claims(worded) - _claims(text))),
        ("topic", lambda: _common(worded, text, language) < LEAST_COMMON),
    )
    return next((name for name, fails in checks if fails()), "")


def _messages(name: str, text: str, language: Language) -> list[Message]:
    data = json.dumps({"text": text}, ensure_ascii=False).replace("<|", "< |")
    return [Message("system", prompt(name, language)), Message("user", encodable(data))]


def _numbers(text: str) -> set[str]:
    return {number.removesuffix(".0") for number in numbers(text)} | set(_NUMBER_WORDS.findall(folded(text)))


def _quotes(text: str) -> set[str]:
    return set(_QUOTED.findall(text))


def _claims(text: str) -> set[str]:
    return set(_CLAIM.findall(folded(_QUOTED.sub("", text))))


def _common(worded: str, text: str, language: Language) -> float:
    mine, theirs = stems(worded, language), set(stems(text, language))
    return sum(word in theirs for word in mine) / len(mine) if mine else 0.0
