"""What a learner wants of practice: read from the words of a turn, by rules, in Spanish and English.

Rules and not a model, since what follows is recorded: a hint uses up a rung, and a solution that was shown
does not count as solved. Words that no rule knows change nothing. The rules are in practice_moves.yaml.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge_base.course import Course
from knowledge_base.exercises import Exercise, Level
from knowledge_base.words import folded
from tools.worksheet import module_name
from tutor.agent.state import PracticeMemory

Move = Literal["reveal", "hint", "list", "next", "statement", "check", "run", "explain", "choose", ""]

RULES = Path(__file__).parent / "practice_moves.yaml"
_WITHOUT = re.compile(
    r"\b(?:sin|no quiero|no|without|not|don't want)\b[^.,;?!]{0,25}"
    r"\b(?:la|the)\s+(?:solucion|solution|respuesta|answer)\b"
)
_MINE = re.compile(r"\b(?:mi|mis|my|nuestra|esta|este|this|tal) (?:solucion|solution|respuesta|answer)\b")
_YES = re.compile(
    r"^(?:si|yes|yeah|yep|y|dale|claro|okay|ok|vale|sure|please|por favor|confirm\w*)\b(?! no\b)"
)
_NO = re.compile(r"^(?:no|nope|mejor no|todavia no|aun no|not yet|cancel\w*|espera|wait)\b")
_LONGEST_REPLY = 8  # words of a yes or a no
_ABOUT_IT = ("reveal", "hint", "next", "statement", "check", "run")
_OWN = re.compile(
    r"\bme (?:da|sale|devuelve|tira|salta|marca)\b|\bi(?:'m| am)? get(?:ting)?\b|\bit gives\b|\b(?:mi|my)\b"
    r"|\b(?:el|ese|este|the|that|this) error\b|\b(?:que|cual|which|what) (?:linea|line|caso|case)\b"
    r"|\b(?:contraejemplo|counterexample|traceback|nan|inf)\b"
)
_EASIER = re.compile(r"\b(?:facil|faciles|sencill[oa]s?|easy|easier|simple|simpler|calentar|warm up)\b")
_HARDER = re.compile(r"\b(?:dificil|dificiles|complej[oa]s?|hard|harder|difficult|desafiante|challenging)\b")
_UNIT = re.compile(r"\b(?:unidad|unit)\s+(\d{1,2})\b")
_SMALL = frozenset("a an and con de del el en in la las los of the un una with y".split())  # noqa: SIM905 - a list of words


def move_of(words: str) -> Move:
    """The first rule that the words fit; empty where none does."""
    said = plain_words(words)
    if _WITHOUT.search(said):
        return "hint"
    said = _MINE.sub(" ", said)
    return next((move for move, rule in _rules() if rule.search(said)), "")


def goes_on(words: str, memory: PracticeMemory, *, sure_of_another: bool) -> bool:
    """Whether a turn after one of practice goes on with it.

    Args:
        words: of the turn.
        memory: of the conversation.
        sure_of_another: whether the classifier takes it for something else without doubt.
    """
    if memory.get("pending") and confirms(words) is not None:
        return True
    if not memory.get("exercise") and not memory.get("program"):
        return False
    name = _joined(memory.get("exercise", ""))
    if name and re.search(rf"\b(?:mi|my) {name}\b", _joined(words)):
        return True
    return not sure_of_another and (move_of(words) in _ABOUT_IT or bool(_OWN.search(plain_words(words))))


def confirms(words: str) -> bool | None:
    """Whether a short reply says yes or no; None where it says neither."""
    said = plain_words(words)
    if len(said.split()) > _LONGEST_REPLY:
        return None
    if _NO.match(said):
        return False
    return True if _YES.match(said) else None


def wished_level(words: str) -> Level | None:
    """How hard an exercise the words ask for; None where they do not say."""
    said = plain_words(words)
    if _EASIER.search(said):
        return "warm-up"
    return "challenge" if _HARDER.search(said) else None


def named_exercise(words: str, exercises: Sequence[Exercise]) -> str:
    """The exercise that the words name, by id, title or function; the longest name decides; empty if none."""
    return named_in(words, ((name, exercise.id) for exercise in exercises for name in _names(exercise)))


def named_place(words: str, course: Course) -> str:
    """The skill or the unit that the words name; empty if none."""
    if found := _UNIT.search(plain_words(words)):
        number = int(found[1])
        return next((unit.id for unit in course.units if unit.id.startswith(f"{number:02}-")), "")
    places = [
        (text, skill.id) for skill in course.skills for text in (skill.id, skill.title.es, skill.title.en)
    ]
    places += [
        (text, unit.id) for unit in course.units for text in (unit.id[3:], unit.title.es, unit.title.en)
    ]
    return named_in(words, places)


def exercise_of_code(functions: set[str], exercises: Sequence[Exercise]) -> str:
    """The only exercise whose functions a program defines, all of them; empty where there is not one."""
    fitting = [exercise.id for exercise in exercises if set(exercise.entry.functions) <= functions]
    return fitting[0] if len(fitting) == 1 else ""


@cache
def _rules() -> tuple[tuple[Move, re.Pattern[str]], ...]:
    """Each move with all its patterns, in the order of the file."""
    import yaml

    rows = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return tuple((row["move"], re.compile("|".join([*row["es"], *row["en"]]))) for row in rows)


def named_in(words: str, names: Iterable[tuple[str, str]]) -> str:
    """What the words name, of (name, id) pairs; the longest name decides; empty if none."""
    said = f" {_joined(words)} "
    found = [(len(name), id_) for text, id_ in names if (name := _joined(text)) and f" {name} " in said]
    return max(found, key=lambda pair: pair[0])[1] if found else ""


def _names(exercise: Exercise) -> Iterator[str]:
    """What an exercise is called by; a function of one word, such as `loss`, is any word."""
    title = exercise.entry.title
    yield from (exercise.id, module_name(exercise.id), title.es, title.en)
    yield from (name for name in exercise.entry.functions if "_" in name)


def _joined(text: str) -> str:
    """Words with single spaces, without the small ones."""
    return " ".join(word for word in re.findall(r"[^\W_]+", folded(text)) if word not in _SMALL)


def plain_words(words: str) -> str:
    """Lower case without accents and opening marks, with single spaces, as rules read it."""
    return " ".join(folded(words).replace("’", "'").split()).lstrip("¿¡ ")
