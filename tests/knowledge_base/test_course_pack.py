"""The shipped course: the whole itinerary, none of it missing, in both languages."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from knowledge_base.course import Course
from knowledge_base.course_check import check_course
from knowledge_base.course_fields import Text
from knowledge_base.course_loader import default_course_folder, load_course

UNITS = {
    "01-math-foundations": (1, 2),
    "02-classic-nlp": (3, 4),
    "03-transformer-architecture": (5, 6),
    "04-llms-fine-tuning": (7, 8),
    "05-agents-tools": (9, 10),
    "06-rag": (11, 12),
    "07-training-from-scratch": (13, 14),
    "08-llm-training-evaluation": (15, 16),
    "09-inference-infrastructure": (17, 18),
    "10-mlops": (19, 20),
    "11-portfolio": (21,),
    "12-interviews": (22, 23),
    "13-applications-roadmap": (24,),
}
PROJECTS = [
    "similarity-explorer",
    "business-text-classifier",
    "api-assistant",
    "company-docs-rag",
    "classifier-without-frameworks",
    "mini-gpt",
    "ai-microservice",
    "portfolio",
]
# The links of the itinerary, by the unit that gives them.
LINKS = {
    "01-math-foundations": {"https://www.youtube.com/watch?v=fNk_zzaMoSs", "https://cs229.stanford.edu/"},
    "02-classic-nlp": {
        "https://jalammar.github.io/illustrated-word2vec/",
        "https://huggingface.co/docs/datasets",
    },
    "03-transformer-architecture": {
        "https://nlp.seas.harvard.edu/2018/04/03/attention.html",
        "https://jalammar.github.io/",
    },
    "04-llms-fine-tuning": {
        "https://github.com/huggingface/peft",
        "https://lightning.ai/pages/community/tutorial/lora-from-scratch/",
    },
    "05-agents-tools": {
        "https://docs.langchain.com/",
        "https://platform.openai.com/docs/guides/function-calling",
    },
    "06-rag": {"https://huggingface.co/blog/rag", "https://docs.llamaindex.ai/"},
    "07-training-from-scratch": {"https://cs231n.github.io/"},
    "09-inference-infrastructure": {
        "https://github.com/vllm-project/vllm",
        "https://github.com/huggingface/text-generation-inference",
    },
    "10-mlops": {"https://fullstackdeeplearning.com/llm-bootcamp/"},
}
# Share of a unit's hours that skills and activities may take; the rest is for reviews, quizzes and slack.
BUSIEST = 0.9


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(default_course_folder())


def texts(item: object) -> list[Text]:
    """Every text in both languages inside an item."""
    if isinstance(item, Text):
        return [item]
    if isinstance(item, BaseModel):
        return [text for _, value in item for text in texts(value)]
    return [text for value in item for text in texts(value)] if isinstance(item, tuple) else []


def test_it_has_no_problems() -> None:
    assert [problem.message for problem in check_course(default_course_folder()).problems] == []


def test_it_has_the_size_of_the_itinerary(course: Course) -> None:
    counts = check_course(course.folder).counts
    assert (counts["modules"], counts["units"], counts["weeks"], counts["projects"]) == (6, 13, 24, 8)
    assert counts["skills"] == len(course.skills) >= 80
    assert course.hours_per_week == 8


def test_units_and_weeks_are_those_of_the_itinerary(course: Course) -> None:
    assert {unit.id: unit.weeks for unit in course.units} == UNITS


def test_the_first_unit_has_its_nine_skills_in_order(course: Course) -> None:
    assert [skill.id for skill in course.units[0].skills] == [
        "vectors",
        "matrices",
        "partial-derivatives",
        "gradient",
        "activation-functions",
        "conditional-probability",
        "entropy",
        "softmax",
        "cross-entropy",
    ]


def test_projects_and_links_are_all_there(course: Course) -> None:
    assert [project.id for project in course.projects] == PROJECTS
    assert {
        unit.id: {resource.url for resource in unit.resources} for unit in course.units if unit.resources
    } == LINKS


def test_tasks_are_in_the_units_that_have_them(course: Course) -> None:
    assert {unit.id: len(unit.tasks) for unit in course.units if unit.tasks} == {
        "11-portfolio": 3,
        "13-applications-roadmap": 3,
    }


def test_every_practice_project_and_task_says_which_skills_it_uses(course: Course) -> None:
    assert [item.id for unit in course.units for item in unit.activities if not item.skills] == []


def test_each_unit_leaves_time_for_reviews_and_slack(course: Course) -> None:
    for unit in course.units:
        assert unit.minutes <= BUSIEST * len(unit.weeks) * course.hours_per_week * 60, unit.id


def test_what_the_learner_reads_is_a_sentence_in_its_own_language(course: Course) -> None:
    spanish = re.compile(r"\b(the|and|with|of|which)\b", re.IGNORECASE)
    english = re.compile(r"[ñáéíóú¿¡]|\b(el|los|las|con|para|una)\b", re.IGNORECASE)
    for text in texts(course):
        assert not spanish.search(text.es), text.es
        assert not english.search(text.en), text.en
    for skill in course.skills:
        for sentence in (*skill.summary, *skill.can):
            assert sentence[1].endswith("."), sentence
        for _, summary in skill.summary:
            assert len(re.findall(r"[.;](?:\s|$)", summary)) <= 3, summary


def test_the_voseo_of_the_itinerary_became_neutral_spanish(course: Course) -> None:
    assert not any(
        re.search(r"\b(mantenete|participá|vos)\b", text.es, re.IGNORECASE) for text in texts(course)
    )


def test_the_coverage_table_names_every_item_and_no_other(course: Course) -> None:
    path = Path(__file__).parents[2] / "docs" / "course-coverage.md"
    table = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z0-9][a-z0-9-]*)`", table))
    items = {module.id for module in course.modules} | {unit.id for unit in course.units}
    for unit in course.units:
        items |= {skill.id for skill in unit.skills}
        items |= {activity.id for activity in unit.activities}
        items |= {resource.id for resource in unit.resources}
    assert named == items
    links = {resource.url for resource in course.resources}
    assert set(re.findall(r"https?://[^\s)|]+", table)) == links
