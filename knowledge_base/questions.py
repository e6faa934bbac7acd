"""Interview questions with the key points of a good answer (`questions/*.yaml`)."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RootModel

from knowledge_base.course import Course
from knowledge_base.course_fields import Entry, Id, Minutes, Text
from knowledge_base.lesson_passages import LessonPassage
from knowledge_base.yaml_files import read_model

QuestionKind = Literal["theory", "coding", "design", "behavioural"]
Seniority = Literal["junior", "mid", "senior"]
Weight = Annotated[int, Field(strict=True, ge=1, le=3)]


class KeyPoint(Entry):
    """One thing that a good answer says.

    Attributes:
        id: unique within its question.
        weight: 3 essential, 2 important, 1 a plus.
        says: the point.
        passage: where a lesson says it.
        follow_ups: two questions for when it is missing; they do not give it away.
    """

    id: Id
    weight: Weight
    says: Text
    passage: LessonPassage
    follow_ups: Annotated[tuple[Text, ...], Field(min_length=2, max_length=2)]


class Question(Entry):
    """A question of an interview.

    Attributes:
        id: unique among the questions of the course.
        skills: that it asks about, the main one first.
        kind: theory, coding, design or behavioural.
        level: of the position that it suits.
        minutes: to answer it aloud.
        exercise: of a coding question, what is written in its round.
        question: as the interviewer asks it.
        points: four to eight key points.
        wrong: what a wrong answer sounds like.
        model_answer: one that says every point.
    """

    id: Id
    skills: Annotated[tuple[Id, ...], Field(min_length=1)]
    kind: QuestionKind
    level: Seniority
    minutes: Minutes
    exercise: Id | None = None
    question: Text
    points: Annotated[tuple[KeyPoint, ...], Field(min_length=4, max_length=8)]
    wrong: Text
    model_answer: Text


class QuestionFile(RootModel[tuple[Question, ...]]):
    """`questions/<any-name>.yaml`."""


def question_files(unit: Path) -> list[Path]:
    """The files of questions in a unit's folder, in order."""
    return sorted(unit.glob("questions/*.yaml"))


def read_questions(course: Course) -> tuple[Question, ...]:
    """Every question of a course, in the order of its units.

    Raises:
        BadInput: the first thing that is wrong with a file of questions, with file and line.
    """
    units = [course.folder / "units" / unit.id for unit in course.units]
    return tuple(
        question
        for unit in units
        for path in question_files(unit)
        for question in read_model(path, QuestionFile).root
    )
