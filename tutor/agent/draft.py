"""The model's draft of an answer: its prompt, its schema, and reading it while it is being written."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field
from pydantic_core import from_json

from knowledge_base.documents import Language, Passage
from knowledge_base.words import encodable
from tutor.llm.chat import ChatModel, Message
from tutor.prompts import prompt

CHARACTERS_PER_TOKEN = 2.6  # of the packaged model's tokenizer, on Spanish prose; English is about 4
ANSWER_TOKENS = 220
PROMPT_SHARE = 0.25  # of the wording time may go to reading the prompt: nobody waits longer for a first word
FIXED_TOKENS = 330  # rules, question and frame
MAX_PASSAGES = 16
QUESTION_CHARACTERS = 600  # of the question in the prompt; a longer one would push the passages out
MAX_DRAFT_CHARACTERS = 20_000  # of a stream that are read: many times an answer, and no end of nonsense


class DraftSentence(BaseModel):
    """One sentence with the numbers of the passages it rests on."""

    text: str = Field(max_length=320)
    citations: list[int] = Field(max_length=3)


class Draft(BaseModel):
    """What the model is asked for."""

    sentences: list[DraftSentence] = Field(max_length=4)


@dataclass
class DraftReader:
    """Reads the JSON of a draft as it streams in.

    Attributes:
        buffer: the stream so far.
        shown: how many characters of the sentences `feed` has returned.
    """

    buffer: str = ""
    shown: int = 0

    def feed(self, piece: str) -> str:
        """Take a piece of the stream; returns the new text of sentences, for showing."""
        self.buffer += encodable(piece)[: MAX_DRAFT_CHARACTERS - len(self.buffer)]
        text = " ".join(said for item in self._partial() if (said := _text(item)))
        new = text[self.shown :]
        self.shown = max(self.shown, len(text))
        return new

    def sentences(self) -> list[DraftSentence]:
        """Whole, valid sentences read so far; what does not fit the schema is left out."""
        found = []
        for item in self._partial(whole=True):
            cited = item.get("citations")
            citations = [n for n in cited if type(n) is int] if isinstance(cited, list) else []
            if text := _text(item).strip():
                found.append(DraftSentence.model_construct(text=text, citations=citations[:3]))
        return found

    def _partial(self, whole: bool = False) -> list[dict[str, object]]:
        start = self.buffer.find("{")
        if start < 0:
            return []
        try:
            value = from_json(self.buffer[start:], allow_partial=True if whole else "trailing-strings")
        except ValueError:
            return _first_value(self.buffer[start:])
        return _items(value)


def draft_messages(question: str, language: Language, passages: Sequence[Passage]) -> list[Message]:
    """The prompt: rules first (they stay in the server's cache), then passages, then the question."""
    numbered = "\n\n".join(_framed(number, passage) for number, passage in enumerate(passages, start=1))
    asked = "Pregunta" if language == "es" else "Question"
    return [
        Message("system", prompt("answer", language)),
        Message("user", f"{numbered}\n\n{asked}: {question[:QUESTION_CHARACTERS]}"),
    ]


async def passages_that_fit(chat: ChatModel, passages: Sequence[Passage], seconds: float) -> list[Passage]:
    """As many of the passages, best first, as the model can read in its share of `seconds`; at least one."""
    speed = await chat.speed()
    context = await chat.context_tokens()
    tokens = min(speed.prompt * seconds * PROMPT_SHARE, context - ANSWER_TOKENS) - FIXED_TOKENS
    room = max(tokens, 0) * CHARACTERS_PER_TOKEN
    fitting: list[Passage] = []
    for passage in passages[:MAX_PASSAGES]:
        room -= len(passage.text) + len(passage.heading) + 40
        if fitting and room < 0:
            break
        fitting.append(passage)
    return fitting


def _text(item: dict[str, object]) -> str:
    text = item.get("text")
    return encodable(text) if isinstance(text, str) else ""


def _items(value: object) -> list[dict[str, object]]:
    sentences = value.get("sentences") if isinstance(value, dict) else None
    return [item for item in sentences if isinstance(item, dict)] if isinstance(sentences, list) else []


def _first_value(text: str) -> list[dict[str, object]]:
    """The first JSON value of a text that goes on after it, as models do."""
    try:
        return _items(json.JSONDecoder().raw_decode(text)[0])
    except (json.JSONDecodeError, RecursionError):
        return []


_FRAME = re.compile(r"<(?=\s*/?\s*passage|\||/?s>|(?:start|end)_of_turn|/?think)", re.IGNORECASE)


def _framed(number: int, passage: Passage) -> str:
    return f'<passage number="{number}">\n{_data(passage.text)}\n</passage>'


def _data(text: str) -> str:
    """Text that can end no passage, begin none, and hold no token of a chat template."""
    return _FRAME.sub("< ", text)
