"""Which exercise is handed out and why: the one that was named, else the one to do now; or the list."""

from typing import TYPE_CHECKING

from tutor.agent.practice_moves import move_of, wished_level
from tutor.agent.practice_replies import Bench, Reply
from tutor.agent.state import PracticeMemory
from tutor.messages import text as message
from tutor.practice_documents import exercise_document, line_document
from tutor.practice_markdown import exercise_markdown, list_markdown, say

if TYPE_CHECKING:
    from knowledge_base.exercises import Exercise
    from tutor.practice import ExerciseLine

_TYPED = 3  # words of a name that was typed after the command and that no exercise has
_BEFORE = ("tried", "new", "revealed")  # what is done first


def offered_reply(bench: Bench) -> Reply:
    """An exercise, or the list; blocking.

    Raises:
        BadInput: what was named is no exercise.
    """
    move = bench.state["move"]
    if move == "list":
        return _listed(bench)
    if move == "statement":
        return _shown(bench, bench.target, "") if bench.target else bench.saying("no_exercise")
    if bench.target and move == "choose":
        return _shown(bench, bench.target, say("why.asked", bench.language))
    if move == "next":
        return _following(bench)
    return _chosen(bench)


def _chosen(bench: Bench) -> Reply:
    """By the unit, skill or level that was wished for, else what the record suggests."""
    words, language = str(bench.state.get("words", "")), bench.language
    place, level = str(bench.state.get("place", "")), wished_level(words)
    if place or level:
        lines = [
            line for line in bench.practice.lines(place) if not level or line.exercise.entry.level == level
        ]
        if found := _first(lines):
            why = (
                say("why.place", language, place=_title(bench, place))
                if place
                else say("why.level", language)
            )
            return _shown(bench, found.id, why)
        if place:
            return bench.saying("none_there", place=_title(bench, place))
    elif words and not move_of(words) and len(words.split()) <= _TYPED:
        bench.practice.exercises.get("-".join(words.lower().split()))  # says which names are near
    suggestion = bench.practice.suggestion()
    if suggestion is None:
        return Reply(message("practice.all_solved", language), bench.memory)
    return _shown(bench, suggestion.exercise.id, message(f"practice.why.{suggestion.reason}", language))


def _following(bench: Bench) -> Reply:
    """The next one that is not solved, beside the one that lies open."""
    language, here = bench.language, bench.memory.get("exercise", "")
    suggestion = bench.practice.suggestion()
    if suggestion is None:
        return Reply(message("practice.all_solved", language), bench.memory)
    if suggestion.exercise.id != here:
        why = message(f"practice.why.{suggestion.reason}", language)
        return _shown(bench, suggestion.exercise.id, why)
    lines = bench.practice.lines()
    at = next((n for n, line in enumerate(lines) if line.exercise.id == here), -1)
    found = _first([*lines[at + 1 :], *lines[: max(at, 0)]], ("new", "tried", "revealed"))
    return _shown(bench, found.id if found else here, say("why.skipped", language) if found else "")


def _first(lines: "list[ExerciseLine]", states: tuple[str, ...] = _BEFORE) -> "Exercise | None":
    """The first that is not solved, of the first state that any has."""
    for state in states:
        for line in lines:
            if line.work.state == state:
                return line.exercise
    return None


def _listed(bench: Bench) -> Reply:
    place, language = str(bench.state.get("place", "")), bench.language
    lines = [line_document(line, language) for line in bench.practice.lines(place)]
    if not lines:
        return bench.saying("none_there", place=_title(bench, place))
    title = say("list.title", language, place=_title(bench, place)) if place else say("list.all", language)
    return Reply(list_markdown(lines, title, language), bench.memory)


def _shown(bench: Bench, exercise: str, why: str) -> Reply:
    """The exercise lies open from now on; a program of another one is forgotten.

    What comes after passing is shown again but not kept.
    """
    line = bench.practice.line(exercise)
    document = exercise_document(line, bench.practice.course, bench.language)
    same = exercise == bench.memory.get("exercise")
    memory = bench.memory if same else PracticeMemory(exercise=exercise)
    starter = line.exercise.starter
    text = exercise_markdown(document, starter, why, bench.language)
    kept = exercise_markdown({**document, "after": None}, starter, why, bench.language)
    return Reply(text, memory, kept=kept)


def _title(bench: Bench, place: str) -> str:
    course = bench.practice.course
    unit = next((unit for unit in course.units if unit.id == place), None)
    found = unit if unit is not None else course.skill(place)
    return found.title.in_language(bench.language)
