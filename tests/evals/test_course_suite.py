"""The questions about the course: half Spanish, about skills that exist, and counted as a reader would."""

import asyncio
from pathlib import Path

from evals.labels import CourseQuestion, course_questions
from evals.suites.course import score_course
from knowledge_base.course_loader import default_course_folder, load_course
from tutor.app import Tutor
from tutor.settings import ModelSettings, Settings


def test_half_of_the_questions_are_spanish_and_all_name_skills_of_the_course() -> None:
    items = course_questions()
    assert len(items) == 2 * sum(item.language == "es" for item in items) == 60
    assert len({item.question for item in items}) == 60
    known = {skill.id for skill in load_course(default_course_folder()).skills}
    assert {skill for item in items for skill in item.skills} <= known


def test_an_answer_from_the_lesson_counts_and_one_from_elsewhere_does_not(tmp_path: Path) -> None:
    tutor = Tutor(tmp_path, Settings(model=ModelSettings(name="none")))
    ask = "¿Por qué restar el máximo antes de la exponencial en softmax?"
    items = [
        CourseQuestion(language="es", question=ask, skills=skills) for skills in (("softmax",), ("bleu",))
    ]
    score, answers = asyncio.run(score_course(tutor.context, items))
    assert (score.cited, score.abstained, score.n) == (1, 0, 2)
    assert answers[0].citations[0].uri.endswith("/es/softmax")
