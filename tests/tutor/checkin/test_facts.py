"""The facts of a week are those of the record: each number can be counted again."""

import pytest

from knowledge_base.errors import BadInput, Missing
from tests.tutor.checkin.stage import Desk, facts
from tutor.checkin.facts import gather
from tutor.checkin.progress import progress_document
from tutor.checkin.words import fact_sentences
from tutor.learner.entries import Attempt, CheckIn, Help, Observation, Review
from tutor.planning.planner import Planner


def at(day: str, time: str = "15:00") -> str:
    return f"{day}T{time}:00-03:00"


def review(desk: Desk, item: str, day: str, stability: float, lapses: int = 0) -> Review:
    return Review(
        at(day), item, "vectors", 3, "self", "", "", 5.0, 2, None, stability, 5.0, "2026-12-30", 3, lapses
    )


def test_a_weekend_held_and_missed(desk: Desk) -> None:
    desk.study("2026-11-28")
    desk.at("2026-12-05")
    found = gather(desk.planner)
    assert (found["week"], found["from"], found["to"], found["over"]) == (1, "2026-11-28", "2026-12-04", True)
    assert (found["sessions_planned"], found["sessions_held"]) == (2, 1)
    assert found["hours_done"] == round(found["minutes_done"] / 60, 1)
    assert {"kind": "lesson", "ref": "vectors"} in found["finished"]
    assert found["left"]
    assert found["next"]["day"] == "2026-12-05"
    assert found["streak"] == 1
    assert not found["course_done"]


def test_a_practice_that_exercises_show_counts_as_it_does_in_the_plan(desk: Desk) -> None:
    for name in desk.planner.outline.exercises["vectors"]:
        desk.record.add(Attempt(at("2026-11-28"), name, "x", name, "passed"))
    desk.at("2026-11-28T18:00:00-03:00")
    (block,) = [one for one in desk.planner.current().sessions[0].blocks if one.done]
    desk.at("2026-12-05")
    found = gather(desk.planner)
    assert found["minutes_done"] == block.minutes > 0
    assert {"kind": "practice", "ref": "vectors"} in found["finished"]
    hours = progress_document(desk.planner)["hours"]["weeks"]
    assert hours[0]["done"] == found["hours_done"]


def test_a_lesson_and_a_practice_of_one_skill_are_told_apart(desk: Desk) -> None:
    done = [{"kind": "lesson", "ref": "vectors"}, {"kind": "lesson", "ref": "matrices"}]
    left = [{"kind": "practice", "ref": "vectors"}]
    said = dict(fact_sentences(facts(finished=done, left=left), desk.words()))
    assert said["finished"] == "Terminaste 2 cosas: «Lección: Vectores» y «Matrices»."
    assert said["left"] == "Quedó sin terminar «Práctica: Vectores»."


def test_the_first_week_is_looked_at_while_it_lasts(desk: Desk) -> None:
    desk.at("2026-11-28T09:00:00-03:00")
    found = gather(desk.planner)
    assert (found["week"], found["over"], found["sessions_planned"]) == (1, False, 0)


def test_an_absence_is_counted_up_to_the_week_before(desk: Desk) -> None:
    desk.study("2026-11-28")
    desk.at("2026-12-26")
    found = gather(desk.planner)
    assert (found["week"], found["absent"], found["streak"]) == (4, 3, 0)


def test_mastery_goes_up_with_what_was_seen_and_down_with_time(desk: Desk) -> None:
    desk.record.add(
        *(
            Observation(at("2026-11-28", f"1{n}:00"), "vectors", "attempt", f"exercise:{n}", 1.0)
            for n in range(4)
        ),
        *(
            Observation(at("2026-12-06", f"1{n}:00"), "vectors", "attempt", f"exercise:{n}", 0.0)
            for n in (5, 6)
        ),
        *(
            Observation(at("2026-12-11", f"1{n}:00"), "matrices", "attempt", f"exercise:{n}", 1.0)
            for n in range(3)
        ),
    )
    desk.at("2026-12-12")
    found = gather(desk.planner)
    (up,), (down,) = found["skills_up"], found["skills_down"]
    assert (up["skill"], up["new"]) == ("matrices", True)
    assert (down["skill"], down["new"]) == ("vectors", False)
    assert up["after"] > up["before"]
    assert down["after"] < down["before"]


def test_a_skill_that_was_mastered_in_the_week_is_said(desk: Desk) -> None:
    seen = [
        Observation(at(f"2026-12-0{day}"), "vectors", "attempt", f"exercise:{day}", 1.0) for day in (5, 6, 7)
    ]
    desk.record.add(*seen, Observation(at("2026-12-08"), "vectors", "override", "override:vectors", 1.0))
    desk.at("2026-12-12")
    assert gather(desk.planner)["mastered"] == ["vectors"]


def test_what_is_about_to_be_forgotten(desk: Desk) -> None:
    desk.record.add(
        review(desk, "weak", "2026-11-29", 3.0),
        review(desk, "firm", "2026-11-29", 400.0),
        review(desk, "leech", "2026-11-30", 2.0, lapses=4),
    )
    desk.at("2026-12-05")
    found = gather(desk.planner)
    assert [one["item"] for one in found["fading"]] == ["leech", "weak"]
    assert found["fading_count"] == 2
    assert all(0 < one["recall"] < 90 for one in found["fading"])
    assert found["leeches"] == [{"item": "leech", "skill": "vectors", "lapses": 4}]


def test_attempts_help_and_quizzes_of_the_week_only(desk: Desk) -> None:
    def attempt(day: str, outcome: str, program: str, mistake: str = "") -> Attempt:
        return Attempt(at(day), "softmax", "x", program, outcome, mistake=mistake)  # type: ignore[arg-type]

    desk.record.add(
        attempt("2026-11-27", "failed", "old"),
        attempt("2026-11-28", "failed", "a", "axes"),
        attempt("2026-11-28", "failed", "b", "axes"),
        attempt("2026-11-28", "failed", "b", "axes"),
        Help(at("2026-11-28"), "softmax", 1, "a"),
        Help(at("2026-11-28"), "softmax", 2, "a"),
        Help(at("2026-11-28"), "softmax", 5, "a"),
        Observation(at("2026-11-29"), "vectors", "quiz", "card", 1.0),
        Observation(at("2026-11-29"), "vectors", "quiz", "other", 0.0),
    )
    desk.at("2026-12-05")
    found = gather(desk.planner)
    assert found["attempts"] == 3
    assert found["stuck"] == {"exercise": "softmax", "times": 3}
    assert found["repeated"] == {"exercise": "softmax", "mistake": "axes", "times": 2}
    assert (found["helps"], found["solutions"]) == (1, 1)
    assert (found["quiz_asked"], found["quiz_right"]) == (2, 1)


def test_what_was_promised_and_what_comes(desk: Desk) -> None:
    desk.set_up(free=("2026-12-06", "2026-12-25"), goal_date="2027-01-02")
    desk.record.add(CheckIn(at("2026-11-29"), 1, "t", {}, (), "r", "Un ejercicio por día", True))
    desk.at("2026-12-05")
    found = gather(desk.planner)
    assert found["commitment"] == "Un ejercicio por día"
    assert found["intention"] == "Si desayuné, abro el tutor."
    assert found["free_soon"] == ["2026-12-06"]
    assert found["goal_days"] == 28
    assert found["new_unit"] == desk.planner.course.units[0].id


def test_the_same_record_gives_the_same_facts(desk: Desk) -> None:
    desk.study("2026-11-28")
    desk.at("2026-12-05")
    first = gather(desk.planner)
    desk.at("2026-12-05")
    assert gather(desk.planner) == first


def test_there_is_nothing_to_look_back_at_before_the_course(desk: Desk) -> None:
    desk.at("2026-11-20")
    with pytest.raises(BadInput, match="2026-11-28"):
        gather(desk.planner)


def test_somebody_has_to_say_when_to_study_first(desk: Desk) -> None:
    nobody = Planner(desk.record, lambda: desk.planner.outline, lambda: None, lambda _: 0)
    with pytest.raises(Missing):
        gather(nobody)
