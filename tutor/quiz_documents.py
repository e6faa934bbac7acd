"""What is said of reviews, as documents: one form for the command line's JSON and for every face."""

from collections.abc import Sequence
from typing import Any

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.lesson_passages import LessonPassage
from tutor.reviews.grading import PointFound
from tutor.reviews.questions import Asked, Assessed, Graded, Queue
from tutor.reviews.refit import ENOUGH, Refit


def passage_document(passage: LessonPassage, course: Course, language: Language) -> dict[str, Any]:
    """Where a lesson says something."""
    return {
        "skill": passage.skill,
        "title": course.skill(passage.skill).title.in_language(language),
        "heading": passage.heading.in_language(language),
    }


def asked_document(asked: Asked, course: Course, language: Language) -> dict[str, Any]:
    """A question, without its answer; with the passage only where it is to be read again first."""
    passage = passage_document(asked.passage, course, language) if asked.passage else None
    return {
        "item": asked.item,
        "skill": asked.skill,
        "form": asked.form,
        "question": asked.question,
        "options": list(asked.options),
        "new": asked.new,
        "reread": passage,
    }


def queue_document(queue: Queue, course: Course, language: Language, *, check: bool) -> dict[str, Any]:
    """What is asked now."""
    return {
        "quiz": None,
        "check": check,
        "items": [asked_document(asked, course, language) for asked in queue.asked],
        "left": queue.left,
        "next_due": queue.next_due or None,
    }


def point_document(found: PointFound) -> dict[str, Any]:
    """What an answer says of a key point."""
    return {"point": found.point, "said": found.said, "quote": found.quote}


def assessed_document(assessed: Assessed, course: Course, language: Language) -> dict[str, Any]:
    """What an answer is worth, before anything is kept."""
    asked = assessed.asked
    return {
        "item": asked.item,
        "skill": asked.skill,
        "question": asked.question,
        "answer": assessed.answer,
        "your_answer": assessed.your_answer,
        "grade": assessed.grade,
        "how": assessed.how,
        "points": [point_document(found) for found in assessed.points],
        "near_wrong": assessed.near_wrong,
        "wrong": assessed.wrong,
        "passage": passage_document(assessed.passage, course, language),
    }


def graded_document(graded: Graded, course: Course, language: Language) -> dict[str, Any]:
    """An answer that was kept; its grade is null where the learner has to say."""
    return {
        **assessed_document(graded.assessed, course, language),
        "grade": graded.grade,
        "how": graded.how,
        "next": graded.next or None,
        "reread": graded.leech,
    }


def refit_document(done: Refit) -> dict[str, Any]:
    """What came of fitting the memory model."""
    fitted = done.fitted
    return {
        "reviews": done.reviews,
        "needed": ENOUGH,
        "predicted": fitted.predicted if fitted else None,
        "log_loss": fitted.log_loss if fitted else None,
        "log_loss_before": fitted.log_loss_before if fitted else None,
        "log_loss_average": fitted.log_loss_average if fitted else None,
        "kept": done.kept,
    }


def quiz_document(
    quiz: str,
    check: bool,
    graded: Sequence[Graded],
    skipped: Sequence[str],
    queue: Queue,
    minutes: int,
    course: Course,
    language: Language,
) -> dict[str, Any]:
    """A quiz that was held.

    Args:
        quiz: its id.
        check: whether it was the weekly one.
        graded: its answers.
        skipped: items that were answered before, today or in this week's quiz.
        queue: what would be asked next.
        minutes: that were kept as spent.
        course: whose items they are.
        language: of the texts.
    """
    return {
        "quiz": quiz,
        "check": check,
        "items": [graded_document(one, course, language) for one in graded],
        "skipped": list(skipped),
        "minutes": minutes,
        "left": len(queue.asked) + queue.left,
        "next_due": queue.next_due or None,
    }
