"""What each rung of the ladder says: authored text, the counterexample of the latest attempt, the shape."""

from dataclasses import dataclass
from typing import Any, Literal

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.exercises import Exercise
from tools.hints import RUNGS, Rung
from tutor.messages import text as message


@dataclass(frozen=True)
class ReadingLink:
    """Where an idea is explained.

    Attributes:
        title: of the lesson or of the page.
        heading: in the lesson; empty for the whole of it.
        skill: id of the lesson's skill; empty for a page of somebody else's.
        url: of the page; empty for a lesson.
    """

    title: str
    heading: str = ""
    skill: str = ""
    url: str = ""


@dataclass(frozen=True)
class Hint:
    """A rung, in words.

    Attributes:
        rung: its name.
        text: Markdown.
        code: of the shape or the solution; empty on other rungs.
        reading: where to read on; None where the rung names nothing.
        origin: who wrote the text.
        new: whether it is shown for the first time.
    """

    rung: Rung
    text: str
    code: str = ""
    reading: ReadingLink | None = None
    origin: Literal["author", "model"] = "author"
    new: bool = True


def authored_hint(
    exercise: Exercise, course: Course, rung: int, counterexample: dict[str, Any] | None, language: Language
) -> Hint:
    """The text of a rung.

    Args:
        exercise: that it belongs to.
        course: whose lessons and links it may name.
        rung: from 1.
        counterexample: of the latest attempt, as a report has it; None where the program could not be run.
        language: of the words.
    """
    name, hints = RUNGS[rung - 1], exercise.entry.hints
    if name == "counterexample":
        return Hint(name, _counterexample_text(counterexample, language))
    if name == "question":
        return Hint(name, hints.question.in_language(language))
    if name == "idea":
        return Hint(name, hints.idea.in_language(language), reading=reading_link(exercise, course, language))
    if name == "shape":
        return Hint(name, message("practice.hint.shape", language), exercise.shape)
    return Hint(name, exercise.explanation(language), exercise.reference)


def reading_link(exercise: Exercise, course: Course, language: Language) -> ReadingLink:
    """Where the idea of an exercise is explained: a lesson of ours, or a link of the course."""
    read = exercise.entry.hints.read
    if read.resource is not None:
        page = next(item for item in course.resources if item.id == read.resource)
        return ReadingLink(page.title, url=page.url)
    assert read.skill is not None
    lesson = course.lesson(read.skill, language)
    title = lesson.title if lesson else course.skill(read.skill).title.in_language(language)
    return ReadingLink(title, read.heading.in_language(language) if read.heading else "", read.skill)


def _counterexample_text(counterexample: dict[str, Any] | None, language: Language) -> str:
    if counterexample is None:
        return message("practice.hint.runs_first", language)
    if not counterexample["call"]:
        return message("practice.hint.no_input", language)
    code = f"```python\n{counterexample['call']}\n```"
    return f"{message('practice.hint.by_hand', language)}\n\n{code}"
