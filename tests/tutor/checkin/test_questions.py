"""Every situation has a question that fits it, in both languages, and no number that is not in the facts."""

import re
from typing import Any

import pytest

from knowledge_base.documents import Language
from knowledge_base.languages import detect
from knowledge_base.sentences import prose_sentences
from knowledge_base.words import numbers
from tests.tutor.checkin.stage import course, facts, leaves
from tutor.checkin.questions import SITUATIONS, THEMES, Situation, choose, question
from tutor.checkin.words import CheckInWords, fact_sentences

MISSED = {"sessions_held": 1, "minutes_done": 200, "hours_done": 3.3}
NONE = {"sessions_held": 0, "minutes_done": 0, "hours_done": 0.0, "attempts": 0, "finished": []}
NOTHING_PLANNED = {"sessions_planned": 0, "minutes_planned": 0, "hours_planned": 0.0}
MOVED = {"skill": "vectors", "before": 81, "after": 66, "new": False}
LEFT = {"skills_up": [], "attempts": 3}

WEEKS: dict[str, dict[str, Any]] = {
    "returned": {**NONE, "absent": 3},
    "commitment_missed": {**MISSED, "commitment": "Estudiar los domingos."},
    "missed_all": NONE,
    "missed_some": MISSED,
    "first_week": {"week": 1},
    "commitment": {"commitment": "Estudiar los domingos"},
    "fast": {"minutes_done": 620, "hours_done": 10.3},
    "short": {"minutes_done": 300, "hours_done": 5.0},
    "free_week": {**NONE, **NOTHING_PLANNED},
    "streak": {"streak": 6},
    "steady": {"streak": 2},
    "leech": {"leeches": [{"item": "card-1", "skill": "bayes-theorem", "lapses": 5}]},
    "stuck": {"stuck": {"exercise": "matmul-loops", "times": 6}},
    "repeated": {"repeated": {"exercise": "matmul-loops", "mistake": "axes", "times": 3}},
    "solutions": {"solutions": 3},
    "quiz_low": {"quiz_asked": 8, "quiz_right": 3},
    "skill_fell": {"skills_down": [MOVED]},
    "helps": {"helps": 7},
    "milestone": {"finished": [{"kind": "project", "ref": "rag-microservice"}]},
    "mastered": {"mastered": ["vectors"]},
    "quiz_high": {"quiz_asked": 8, "quiz_right": 8},
    "fading": {"fading_count": 12},
    "skill_rose": {"skills_up": [{**MOVED, "after": 90}]},
    "untried": {"attempts": 0},
    "hardest": {},
    "learning": NONE,
    "course_done": {"course_done": True, "next": {}},
    "behind": {"weeks_behind": 2},
    "goal": {"goal_days": 20},
    "backlog": {"due": 55},
    "free_soon": {"free_soon": ["2026-12-24"]},
    "project_next": {"next": {"day": "2026-12-19", "start": "10:00", "kind": "project", "ref": "x"}},
    "new_unit": {"new_unit": "02-nlp-embeddings"},
    "early": {"weeks_early": 3},
    "intention": {"intention": "Si desayuné, abro el tutor"},
    "obstacle": {},
}  # fmt: skip
LAST_RESORT = ("week", "ahead")  # of a theme; another always stands before it in a week like those above


def real(week: dict[str, Any]) -> dict[str, Any]:
    """Facts of the table, with a unit and an exercise that the course has."""
    changed = facts(**week)
    if changed["new_unit"]:
        changed["new_unit"] = course().units[1].id
    return changed


def named(name: str) -> Situation:
    return next(one for one in SITUATIONS if one.name == name)


def test_the_table_has_every_situation() -> None:
    assert {one.name for one in SITUATIONS} == set(WEEKS) | set(LAST_RESORT)
    assert len(SITUATIONS) >= 20


@pytest.mark.parametrize("name", WEEKS)
def test_a_week_like_that_is_asked_about_so(name: str) -> None:
    assert name in [one.name for one in choose(real(WEEKS[name]))]


@pytest.mark.parametrize("name", [*WEEKS, *LAST_RESORT])
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_question_is_one_sentence_with_the_facts_in_it(name: str, language: Language) -> None:
    week, words = real(WEEKS.get(name, {})), CheckInWords(course(), language, 2026)
    asked = question(named(name), week, words)["text"]
    assert asked.endswith("?")
    assert len(prose_sentences(asked)) == 1
    assert detect(re.sub(r"[«“].*?[»”]", "", asked), language) == language
    values = named(name).values(week, words)
    for value in values.values():
        assert str(value) in asked
    assert numbers(asked) <= allowed(week, words)
    assert "{" not in asked


def allowed(week: dict[str, Any], words: CheckInWords) -> set[str]:
    """Numbers of the facts, with those in dates and in titles."""
    titles = [words.title(one["kind"], one["ref"]) for one in week["finished"] + week["left"]]
    titles += [words.exercise(week[name].get("exercise", "")) for name in ("stuck", "repeated")]
    found = numbers(" ".join([*leaves(week), *titles]))
    dates = re.findall(r"\d{4}-(\d\d)-(\d\d)", " ".join(leaves(week)))
    return found | {str(int(part)) for pair in dates for part in pair}


@pytest.mark.parametrize("name", WEEKS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_facts_are_said_with_no_other_number(name: str, language: Language) -> None:
    week, words = real(WEEKS[name]), CheckInWords(course(), language, 2026)
    told = fact_sentences(week, words)
    assert told
    assert len({key for key, _ in told}) == len(told)
    for key, sentence in told:
        more = {"2027"} | ({"1", "2"} if key in ("finished", "left") else set())
        assert numbers(sentence) <= allowed(week, words) | more | counts(week)
        assert "{" not in sentence


def counts(week: dict[str, Any]) -> set[str]:
    return {str(len(week[name])) for name in ("finished", "left")}


def test_there_is_one_question_of_each_theme() -> None:
    for week in WEEKS.values():
        assert tuple(one.theme for one in choose(real(week))) == THEMES


def test_what_was_asked_the_last_time_gives_way() -> None:
    week = facts(weeks_behind=2, streak=6)
    first = [one.name for one in choose(week)]
    second = [one.name for one in choose(week, first)]
    assert first == ["streak", "hardest", "behind"]
    assert second == ["steady", "learning", "obstacle"]
    every = {one.name for one in SITUATIONS}
    assert [one.theme for one in choose(week, every)] == list(THEMES)


def test_the_same_facts_give_the_same_questions() -> None:
    week, words = facts(helps=9), CheckInWords(course(), "es", 2026)
    asked = [[question(one, week, words) for one in choose(week)] for _ in range(2)]
    assert asked[0] == asked[1]


def test_titles_that_the_course_no_longer_has_are_named_by_their_ids() -> None:
    week = facts(finished=[{"kind": "lesson", "ref": "gone"}])
    told = dict(fact_sentences(week, CheckInWords(course(), "en", 2026)))
    assert "gone" in told["finished"]
