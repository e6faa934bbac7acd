"""The model words what the critique found; the program checks its words and else says them itself.

The model's words stand only as a whole (`tutor/word_checks.py`).
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from knowledge_base.course_fields import Text
from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from knowledge_base.words import encodable
from tools.findings import Finding
from tutor.findings import finding_document
from tutor.llm.chat import ChatModel, Message
from tutor.prompts import prompt
from tutor.word_checks import Secrets, objection, shown

WORDED = 2  # findings that are worded; the others are shown as they stand
TOKENS = 200


class Sentences(BaseModel):
    """What the model is asked for."""

    sentences: list[str] = Field(min_length=1, max_length=3)


@dataclass(frozen=True)
class Worded:
    """What the learner reads of a critique.

    Attributes:
        sentences: in order.
        origin: whether they are the model's or the catalogue's.
        refused: why the model's were not taken; empty where they were, or where there is no model.
    """

    sentences: tuple[str, ...]
    origin: Literal["model", "catalogue"]
    refused: str = ""


def catalogue_words(
    findings: Sequence[Finding], language: Language, explanation: Text | None = None
) -> Worded:
    """The authored words: of the known mistake where there is one, else of what was found."""
    if explanation is not None:
        return Worded((explanation.in_language(language),), "catalogue")
    documents = [finding_document(finding, language) for finding in findings[:WORDED]]
    return Worded(tuple(f"{item['title']}. {item['detail']}" for item in documents), "catalogue")


async def words_of(
    findings: Sequence[Finding],
    language: Language,
    chat: ChatModel | None,
    secrets: Secrets,
    *,
    explanation: Text | None = None,
    seconds: float = 20.0,
) -> Worded:
    """A critique in one to three sentences: the model's where they hold, else the catalogue's.

    Args:
        findings: the most telling first.
        language: of the learner.
        chat: None words nothing.
        secrets: what must not be given away.
        explanation: of the known mistake that was recognised; it is authored and stands by itself.
        seconds: that the model may take.
    """
    fallback = catalogue_words(findings, language, explanation)
    if chat is None or not findings or explanation is not None:
        return fallback
    messages = critique_messages(findings, language)
    try:
        async with asyncio.timeout(seconds):
            nothing = Sentences.model_construct(sentences=[])
            said, fits = await chat.constrained(messages, Sentences, max_tokens=TOKENS, fallback=nothing)
    except (TutorError, TimeoutError):
        return Worded(fallback.sentences, "catalogue", "silent")
    sentences = tuple(encodable(text).strip() for text in said.sentences if text.strip())
    refused = "shape" if not fits else objection(sentences, findings[:WORDED], language, secrets)
    return Worded(fallback.sentences, "catalogue", refused) if refused else Worded(sentences, "model")


def critique_messages(findings: Sequence[Finding], language: Language) -> list[Message]:
    """The prompt: rules first (they stay in the server's cache), then what was found, as data."""
    facts = [shown(finding, language) for finding in findings[:WORDED]]
    found = json.dumps(facts, ensure_ascii=False).replace("<|", "< |")
    return [Message("system", prompt("critique", language)), Message("user", found)]
