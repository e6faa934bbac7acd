"""From a turn to what it asks of practice: the move, the exercise, the program."""

import re
from collections.abc import Sequence

from knowledge_base.course import Course
from knowledge_base.exercises import Exercise
from tutor.agent.pasted_code import pasted_code
from tutor.agent.practice_moves import (
    confirms,
    exercise_of_code,
    move_of,
    named_exercise,
    named_place,
)
from tutor.agent.state import PracticeMemory, PracticeState

_DEFINED = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)
_CALLS = re.compile(r"^(?!(?:async )?def |class |import |from |@|#|\s).*\(", re.MULTILINE)  # at top level


def read_turn(
    question: str, memory: PracticeMemory, exercises: Sequence[Exercise], course: Course
) -> PracticeState:
    """What a turn asks for.

    Args:
        question: the turn, without its slash command.
        memory: of the conversation.
        exercises: that there are, in the order of the course.
        course: that they belong to.
    """
    pasted = pasted_code(question)
    words = question if pasted is None else pasted.words
    named = named_exercise(words, exercises)
    wish = PracticeState(words=words, place=named_place(words, course))
    if pasted is not None:
        return {**wish, "code": pasted.code, **_with_code(words, pasted.code, named, memory, exercises)}
    if memory.get("pending") and (agreed := confirms(words)) is not None:
        return {**wish, "move": "solution" if agreed else "hint", "target": memory.get("exercise", "")}
    return {**wish, "code": memory.get("program", ""), **_without_code(words, named, memory)}


def functions_of(code: str) -> set[str]:
    """Names of the functions that a program defines at its top level, also where it does not parse."""
    return set(_DEFINED.findall(code))


def _with_code(
    words: str, code: str, named: str, memory: PracticeMemory, exercises: Sequence[Exercise]
) -> PracticeState:
    move, target = move_of(words), named or memory.get("exercise", "")
    functions = functions_of(code)
    if move == "run" or (move == "explain" and not named and _CALLS.search(code)):
        return {"move": "run", "target": target}
    asked = next((each for each in exercises if each.id == target), None)
    if asked is not None and (functions & set(asked.entry.functions) or named):
        return {"move": "check", "target": target}
    fitting = exercise_of_code(functions, exercises) or target
    if move == "check" and fitting:
        return {"move": "check", "target": fitting}
    return {"move": "run", "target": target}


def _without_code(words: str, named: str, memory: PracticeMemory) -> PracticeState:
    move, lies_open = move_of(words), memory.get("exercise", "")
    target = named or lies_open
    if move == "" and named not in ("", lies_open):
        move = "choose"
    if move == "":
        move = "explain" if words.strip() and memory.get("program") else "choose"
    if move == "check" and memory.get("did") == "check":
        return {"move": "changed", "target": target}
    return {"move": move, "target": named if move == "choose" else target}
