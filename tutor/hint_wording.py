"""A hint in the model's words for the very case that fails; the authored hint stands unless they hold.

They hold if they are about the failing case (they name its function or one of its values), in the learner's
language, ask or point rather than tell, add no name or number, and give no more away than the rung may. What
held once is kept, so that asking again shows the same words.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from knowledge_base.exercises import Exercise
from knowledge_base.instructions import speaks_to_a_model
from knowledge_base.languages import detect
from knowledge_base.words import content_words, encodable, folded, numbers, stems
from tools.hints import RUNGS, leaks
from tutor.files import write_whole
from tutor.hinting import Hint
from tutor.llm.chat import ChatModel, Message
from tutor.prompts import prompt
from tutor.word_checks import code_names

if TYPE_CHECKING:
    from tutor.learner.entries import Attempt
    from tutor.practice import Practice

WORDED = ("question", "idea")  # rungs whose text a model may write
TOKENS = 120
LONGEST_SHOWN = 600  # characters of a value or of the program that the model reads
_ASKS: dict[Language, str] = {
    "es": r"\?|\b(?:mira|fijate|observa|compara|piensa|revisa|sigue|imprime|pregunta\w*|recuerda|cuenta)\b",
    "en": r"\?|\b(?:look|notice|compare|think|check|follow|print|ask|remember|consider|try|count|trace)\b",
}
_TELLS = re.compile(
    r"\b(?:usa|utiliza|escribe|agrega|anade|cambia|reemplaza|sustituye|pon|resta|suma|divide|multiplica"
    r"|debes|tienes que|hay que|use|write|add|change|replace|put|subtract|divide|multiply"
    r"|you (?:must|should|need to))\b"
)
_LINE = re.compile(r"\b(?:lines?|lineas?|renglon(?:es)?)\s+\d")
_CODE = re.compile(r"`([^`]*)`|\b(\w+)\(")
_NAME = re.compile(r"[^\W\d]\w*")


class WordedHint(BaseModel):
    """What the model is asked for."""

    hint: str = Field(max_length=400)


async def hint_for(
    practice: "Practice",
    exercise_id: str,
    language: Language,
    chat: ChatModel | None,
    seconds: float,
    folder: Path | None = None,
) -> Hint:
    """The rung that the latest attempt has earned, in the model's words where they hold.

    Raises:
        BadInput: there is no such exercise, nothing was tried yet, or the latest attempt passed.
    """
    hint = await asyncio.to_thread(practice.hint, exercise_id, language)
    attempt = await asyncio.to_thread(practice.latest, exercise_id)
    if attempt is None:  # there is no rung without one
        return hint
    exercise = practice.exercises.get(exercise_id)
    return await worded_hint(hint, exercise, attempt, language, chat, seconds=seconds, folder=folder)


async def worded_hint(
    hint: Hint,
    exercise: Exercise,
    attempt: "Attempt",
    language: Language,
    chat: ChatModel | None,
    *,
    seconds: float = 20.0,
    folder: Path | None = None,
) -> Hint:
    """The hint in the model's words where they hold, else as it is.

    Args:
        hint: authored, of the rung that is due.
        exercise: that it belongs to.
        attempt: the latest one, which the hint is for.
        language: of the learner.
        chat: None words nothing.
        seconds: that the model may take.
        folder: where words that held are kept.
    """
    found = attempt.counterexample
    if chat is None or hint.rung not in WORDED or found is None or not found["call"]:
        return hint
    kept = _kept_file(folder, hint, attempt, language)
    if (text := _read(kept)) is None:
        text = await _asked(hint, exercise, attempt, language, chat, seconds)
        if kept is not None and text:
            write_whole(kept, json.dumps({"hint": text}, ensure_ascii=False) + "\n")
    return replace(hint, text=text, origin="model") if text else hint


def hint_objection(text: str, hint: Hint, exercise: Exercise, attempt: "Attempt", language: Language) -> str:
    """Why a model's hint cannot stand, in a word; empty where it can."""
    known = "\n".join((exercise.statement(language), exercise.starter, attempt.source))
    facts = f"{known}\n{hint.text}\n{json.dumps(_case(attempt), ensure_ascii=False)}"
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("empty", lambda: len(content_words(text)) < 3),
        ("language", lambda: detect(text, language) != language),
        ("instruction", lambda: speaks_to_a_model(text)),
        ("tells", lambda: _tells(text, hint, language)),
        ("line", lambda: bool(_LINE.search(folded(text)))),
        ("number", lambda: not numbers(text) <= numbers(facts)),
        ("name", lambda: _gives_a_name(text, facts, exercise)),
        ("idea", lambda: hint.rung == "question" and _tells_the_idea(text, facts, exercise, language)),
        ("leak", lambda: leaks(text, RUNGS.index(hint.rung) + 1, exercise.reference, known)),
        ("case", lambda: not _is_about(text, exercise, attempt)),
    )
    return next((name for name, fails in checks if fails()), "")


async def _asked(
    hint: Hint,
    exercise: Exercise,
    attempt: "Attempt",
    language: Language,
    chat: ChatModel,
    seconds: float,
) -> str:
    """The model's hint; empty where it has none that holds."""
    messages = hint_messages(hint, exercise, attempt, language)
    nothing = WordedHint(hint="")
    try:
        async with asyncio.timeout(seconds):
            said, _ = await chat.constrained(messages, WordedHint, max_tokens=TOKENS, fallback=nothing)
    except (TutorError, TimeoutError):
        return ""
    text = encodable(" ".join(said.hint.split()))
    return "" if hint_objection(text, hint, exercise, attempt, language) else text


def hint_messages(hint: Hint, exercise: Exercise, attempt: "Attempt", language: Language) -> list[Message]:
    """The prompt: rules first (they stay in the server's cache), then the case, as data."""
    data = {
        "rung": hint.rung,
        "task": exercise.entry.summary.in_language(language),
        "hint": hint.text,
        **_case(attempt),
        "program": attempt.source[:LONGEST_SHOWN],
    }
    shown = json.dumps(data, ensure_ascii=False).replace("<|", "< |")
    return [Message("system", prompt("hint", language)), Message("user", encodable(shown))]


def _case(attempt: "Attempt") -> dict[str, Any]:
    found = attempt.counterexample or {}
    shown = {key: found.get(key) for key in ("call", "expected", "got")}
    cut = {key: value[:LONGEST_SHOWN] if isinstance(value, str) else None for key, value in shown.items()}
    return cut | {"error": found.get("exception")}


def _tells(text: str, hint: Hint, language: Language) -> bool:
    """Whether it says what to do with the code, or does not ask or point at all."""
    said = folded(text)
    if _TELLS.search(said) and not (hint.rung == "question" and text.rstrip().endswith("?")):
        return True
    asks = "?" in text if hint.rung == "question" else bool(re.search(_ASKS[language], said))
    return not asks


def _tells_the_idea(text: str, facts: str, exercise: Exercise, language: Language) -> bool:
    """Whether a question has words of the next rung that the learner has not read yet."""
    idea = content_words(exercise.entry.hints.idea.in_language(language))
    later = set(stems(" ".join(idea), language)) - set(stems(facts, language))
    return len(later & set(stems(text, language))) > 1


def _gives_a_name(text: str, facts: str, exercise: Exercise) -> bool:
    """Whether it names code that the learner has not seen, or a name of the solution."""
    seen = set(_NAME.findall(folded(facts)))
    marked = {name for found in _CODE.finditer(text) for name in _NAME.findall(folded(found[1] or found[2]))}
    secret = {folded(name) for name in code_names(exercise.reference)} - seen
    return bool(marked - seen) or bool(set(_NAME.findall(folded(text))) & secret)


def _is_about(text: str, exercise: Exercise, attempt: "Attempt") -> bool:
    """Whether it names the function that fails, or a number of the case that is more than 0 or 1."""
    said = set(_NAME.findall(folded(text)))
    values = {
        value for key in ("call", "expected", "got") for value in numbers(str(_case(attempt)[key] or ""))
    }
    return bool(said & {folded(name) for name in exercise.entry.functions}) or bool(
        numbers(text) & values - {"0", "1"}
    )


def _kept_file(folder: Path | None, hint: Hint, attempt: "Attempt", language: Language) -> Path | None:
    if folder is None:
        return None
    key = "\x1f".join((attempt.exercise, hint.rung, attempt.program, language, hint.text))
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"


def _read(path: Path | None) -> str | None:
    """Words that were kept; None where there are none, or no longer."""
    if path is None:
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    text = found.get("hint") if isinstance(found, dict) else None
    return text if isinstance(text, str) and text else None
