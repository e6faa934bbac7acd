"""What a learner sees of a plan when life happens, on the course that is shipped."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta

import pytest

from knowledge_base.errors import BadInput, Missing
from tests.tutor.planning.desk import COURSE, Desk, course_outline, desk
from tutor.learner.entries import Choice, Observation, Plan, ProjectRun, UnitKnown
from tutor.learner.record import Record
from tutor.planning.planner import Current, Planner


@pytest.fixture
def learner() -> Iterator[Desk]:
    """One who has just set up: weekends, eight hours, from 28 November to the middle of May."""
    with desk(course_outline()) as made:
        yield made


def causes(learner: Desk) -> set[tuple[str, str]]:
    """What changed with the latest plan, and why."""
    return {(move.change, move.why) for move in learner.current().moved}


def slack_of(plan: Current) -> int:
    """Minutes that are kept free."""
    return sum(block.minutes for s in plan.sessions for block in s.blocks if block.kind == "slack")


def weekends(count: int) -> list[str]:
    """Days of study from the first on."""
    first = date(2026, 11, 28)
    return [(first + timedelta(weeks=n // 2, days=n % 2)).isoformat() for n in range(2 * count)]


def hold(learner: Desk, days: list[str], speed: float = 1.0) -> None:
    """Hold sessions."""
    for day in days:
        learner.go_to(day)
        learner.study(speed=speed)


# -- the first plan ------------------------------------------------------------------------------------


def test_the_whole_course_is_planned_before_it_ends(learner: Desk) -> None:
    plan = learner.current()
    assert plan.new
    assert {block.ref for session in plan.sessions for block in session.blocks if block.kind == "lesson"} == {
        skill.id for skill in COURSE.skills
    }
    assert plan.forecast.finish <= plan.forecast.end == "2027-05-14"
    assert plan.forecast.weeks_behind == 0
    assert [session.day.isoformat() for session in plan.sessions[:2]] == ["2026-11-28", "2026-11-29"]
    assert plan.sessions[-1].day.isoformat() == "2027-05-09"
    assert learner.planner.options() == ()


def test_a_week_opens_with_the_check_in_and_closes_with_the_quiz(learner: Desk) -> None:
    kinds = [[block.kind for block in session.blocks] for session in learner.current().sessions[:4]]
    assert kinds[0][0] == "lesson"  # on the first day there is nothing to look back at
    assert kinds[1][0] == "review"
    assert kinds[1][-2:] == ["quiz", "slack"]
    assert kinds[2][:2] == ["checkin", "review"]
    assert "quiz" not in kinds[2]


def test_the_next_thing_to_do_is_the_first_block_of_the_next_session(learner: Desk) -> None:
    action = learner.planner.next_action()
    assert (action.day.isoformat(), action.block and action.block.item) == ("2026-11-28", "lesson:vectors")
    assert action.session is not None
    assert action.session.minutes == 240


def test_without_a_profile_there_is_no_plan_yet(learner: Desk) -> None:
    planner = Planner(learner.record, course_outline, lambda: None, lambda _: 0)
    with pytest.raises(Missing, match="nobody said when to study"):
        planner.current()


# -- work that is done ---------------------------------------------------------------------------------


def test_what_is_done_stays_in_its_session_and_moves_nothing(learner: Desk) -> None:
    before = learner.current()
    learner.go_to("2026-11-28")
    learner.planner.done("lesson:vectors")
    after = learner.current()
    first = after.sessions[0].blocks[0]
    assert (first.item, first.minutes, first.done) == ("lesson:vectors", 30, True)
    assert after.sessions[1:] == before.sessions[1:]
    assert after.moved == ()
    assert learner.planner.next_action().block == after.sessions[0].blocks[1]


def test_a_part_that_is_done_leaves_the_rest(learner: Desk) -> None:
    learner.go_to("2026-11-28")
    learner.planner.done("lesson:vectors", 10, finished=False)
    blocks = learner.current().sessions[0].blocks
    assert [(block.item, block.minutes, block.why) for block in blocks[:2]] == [
        ("lesson:vectors", 10, "done"),
        ("lesson:vectors", 20, "begun"),
    ]


def test_exercises_that_are_solved_are_practice_that_is_done(learner: Desk) -> None:
    learner.go_to("2026-11-28")
    learner.planner.done("lesson:vectors")
    for exercise in learner.planner.outline.exercises["vectors"]:
        learner.record.add_attempt(exercise, "...", exercise, "passed")
    blocks = learner.current().sessions[0].blocks
    assert [(block.item, block.minutes, block.done) for block in blocks[:3]] == [
        ("lesson:vectors", 30, True),
        ("practice:vectors", 25, True),
        ("lesson:matrices", 30, False),
    ]
    with pytest.raises(BadInput, match="done already"):
        learner.planner.done("practice:vectors")


def test_milestones_whose_checks_hold_are_done_and_their_session_was_held(learner: Desk) -> None:
    project, milestones = next(iter(learner.planner.outline.checks.items()))
    items = {f"project:{project}/{name}" for name in milestones}
    checks = tuple(check for needed in milestones.values() for check in needed)
    learner.go_to("2026-11-28")
    learner.current()
    learner.keep(ProjectRun("", project, ".", "f", (), checks))
    assert items <= {piece.item for piece in learner.pieces()}
    learner.keep(ProjectRun("", project, ".", "g", checks, ()))
    assert not items & {piece.item for piece in learner.pieces()}
    learner.go_to("2026-11-29")
    assert ("later", "missed") not in causes(learner)
    assert learner.current().forecast.attendance == 0.909  # ten of eleven, with the nine of ten to begin with


@pytest.mark.parametrize(
    ("ref", "minutes", "said"),
    [
        ("nothing-of-that-name", None, "There is nothing called nothing-of-that-name"),
        ("vectors", 0, "0 is not a number of minutes"),
        ("vectors", 1441, "1441 is not a number of minutes"),
    ],
)
def test_what_cannot_be_done_changes_nothing(learner: Desk, ref: str, minutes: int | None, said: str) -> None:
    before = len(learner.pieces())
    with pytest.raises(BadInput, match=said):
        learner.planner.done(ref, minutes)
    assert len(learner.pieces()) == before


# -- missed, fast, slow --------------------------------------------------------------------------------


def test_a_missed_weekend_moves_its_work_to_the_next_and_says_so(learner: Desk) -> None:
    before = learner.current()
    learner.go_to("2026-11-30")
    after = learner.current()
    assert causes(learner) == {("later", "missed")}
    vectors = next(move for move in after.moved if (move.kind, move.ref) == ("lesson", "vectors"))
    assert (vectors.before, vectors.after) == ("2026-11-28", "2026-12-05")
    assert after.sessions[:2] == before.sessions[:2]  # as it was planned
    assert after.forecast.attendance < before.forecast.attendance
    assert after.forecast.high > before.forecast.high
    assert after.forecast.finish <= after.forecast.end  # slack takes it up


def test_a_check_in_that_was_missed_on_saturday_waits_on_sunday(learner: Desk) -> None:
    hold(learner, weekends(1))
    learner.go_to("2026-12-06")
    assert learner.on("2026-12-06")[0].blocks[0].kind == "checkin"


def test_a_missed_weekend_is_told_once(learner: Desk) -> None:
    learner.current()
    hold(learner, ["2026-11-29", "2026-12-05", "2026-12-06"])  # the first Saturday was missed
    plans = learner.record.entries(Plan)
    assert [plan.at[:10] for plan in plans if plan.why == "missed"] == ["2026-11-29"]


def test_who_is_faster_than_planned_is_done_earlier(learner: Desk) -> None:
    before = learner.current().forecast
    hold(learner, weekends(4), speed=2.0)
    plan = learner.current()
    assert plan.forecast.pace < 0.75
    assert plan.forecast.finish < before.finish
    said = [move["why"] for entry in learner.record.entries(Plan) for move in entry.moved]
    assert {"ahead"} <= set(said) <= {"ahead", "finished"}


def test_who_is_slower_than_planned_is_told_what_can_be_done(learner: Desk) -> None:
    hold(learner, weekends(6), speed=0.5)
    plan = learner.current()
    assert plan.forecast.pace > 1.4
    assert plan.forecast.finish > plan.forecast.end
    assert plan.forecast.weeks_behind > 0
    assert {"hours", "later"} <= {option.kind for option in learner.planner.options()}


# -- hours, days, dates --------------------------------------------------------------------------------


def test_fewer_hours_move_work_because_of_the_hours(learner: Desk) -> None:
    before = learner.current().forecast
    learner.profile(hours=6.0)
    after = learner.current()
    assert {why for _, why in causes(learner)} == {"hours"}
    assert {session.minutes for session in after.sessions} == {180}
    assert after.forecast.finish > before.finish


def test_hours_that_changed_are_the_reason_whatever_was_set_up_after_them(learner: Desk) -> None:
    learner.current()
    learner.profile(hours=6.0)
    learner.profile(language="en")
    assert ("later", "hours") in causes(learner)


def test_other_days_move_work_because_of_the_days(learner: Desk) -> None:
    learner.current()
    learner.profile(days=("tue", "thu"))
    assert {why for _, why in causes(learner)} == {"days"}
    assert {session.day.strftime("%a") for session in learner.current().sessions} == {"Tue", "Thu"}


def test_a_free_date_is_kept_free(learner: Desk) -> None:
    learner.current()
    learner.profile(free=("2026-12-05",))
    assert {why for _, why in causes(learner)} == {"free"}
    assert learner.on("2026-12-05") == []
    assert ("lesson:entropy", "2026-12-06") in {
        (f"{m.kind}:{m.ref}", m.after) for m in learner.current().moved
    }
    assert learner.on("2026-12-06")[0].blocks[0].kind == "checkin"  # it opens the week now


def test_a_later_start_moves_everything(learner: Desk) -> None:
    learner.current()
    learner.profile(start="2026-12-05", end="2027-05-22")
    assert causes(learner) == {("later", "start")}
    assert learner.items("2026-12-05")[0] == "lesson:vectors"


def test_what_stays_the_same_is_not_planned_again(learner: Desk) -> None:
    learner.current()
    learner.profile(intention="Si desayuno, abro el tutor")
    plan = learner.planner.current(asked=True)
    assert (plan.new, learner.record.count(Plan)) == (False, 1)


# -- what is known -------------------------------------------------------------------------------------


def test_a_unit_that_is_known_leaves_the_plan(learner: Desk) -> None:
    unit, before = COURSE.units[0], slack_of(learner.current())
    learner.keep(UnitKnown("", unit.id, True, "placement", 5, 5))
    plan = learner.current()
    gone = {move.ref for move in plan.moved if (move.change, move.why) == ("gone", "known")}
    assert {skill.id for skill in unit.skills} <= gone
    assert not {skill.id for skill in unit.skills} & {piece.ref for piece in learner.pieces()}
    assert slack_of(plan) > before
    assert {why for change, why in causes(learner) if change == "earlier"} == {"known"}
    learner.keep(UnitKnown("", unit.id, False, "claim"))
    assert learner.items("2026-11-28")[0] == "lesson:vectors"


def test_a_skill_of_a_known_unit_comes_back_where_the_learner_says_so(learner: Desk) -> None:
    unit = COURSE.units[0]
    first, second = (skill.id for skill in unit.skills[:2])
    learner.keep(UnitKnown("", unit.id, True, "claim"))
    learner.current()
    learner.planner.override(first, known=False)
    assert ("added", "asked") in causes(learner)
    back = {piece.ref for piece in learner.pieces()}
    assert first in back
    assert second not in back
    learner.keep(UnitKnown("", unit.id, True, "claim"))  # the later word holds
    assert first not in {piece.ref for piece in learner.pieces()}


def test_a_skill_that_was_proven_leaves_the_plan(learner: Desk) -> None:
    learner.current()
    for day in range(6):
        learner.go_to(date(2026, 11, 24) + timedelta(days=day))
        learner.keep(Observation("", "vectors", "quiz", f"card-{day}", 1.0))
        if ("gone", "mastered") in causes(learner):
            break
    refs = {move.ref for move in learner.current().moved if move.why == "mastered"}
    assert refs == {"vectors"}
    assert "vectors" not in {piece.ref for piece in learner.pieces()}


def test_the_learners_word_counts_and_can_be_taken_back(learner: Desk) -> None:
    learner.current()
    learner.planner.override("vectors", known=True)
    assert ("gone", "mastered") in causes(learner)
    assert "lesson:vectors" not in learner.items("2026-11-28")
    learner.planner.override("vectors", known=False)
    assert learner.items("2026-11-28")[0] == "lesson:vectors"
    with pytest.raises(BadInput, match="vectores"):
        learner.planner.override("vectores", known=True)


# -- ways out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["hours", "cut", "later"])
def test_a_way_out_does_what_it_says(learner: Desk, kind: str) -> None:
    learner.profile(hours=7.0)
    behind = learner.current()
    assert behind.forecast.finish > behind.forecast.end
    offered = {option.kind: option for option in learner.planner.options()}
    taken = learner.planner.choose(kind)
    after = learner.current()
    assert taken == offered[kind]
    assert after.forecast.finish == taken.finish <= after.forecast.end
    assert after.forecast.weeks_behind == 0
    assert learner.planner.options() == ()
    assert after.profile.hours == (taken.hours if kind == "hours" else 7.0)
    why = {"hours": {"hours"}, "cut": {"cut"}, "later": set[str]()}[kind]
    assert why <= {cause for _, cause in causes(learner)}
    with pytest.raises(BadInput, match="nothing to choose"):
        learner.planner.choose(kind)


def test_nothing_that_stays_needs_what_is_cut(learner: Desk) -> None:
    learner.profile(hours=7.0)
    cut = set(learner.planner.choose("cut").skills)
    assert cut
    staying = [skill for skill in COURSE.skills if skill.id not in cut]
    assert not cut & {needed for skill in staying for needed in skill.prerequisites}
    assert not cut & {skill for project in COURSE.projects for skill in project.skills}
    assert not cut & {piece.ref for piece in learner.pieces()}
    (choice,) = learner.record.entries(Choice)
    assert set(choice.skills) == cut


def test_what_was_cut_can_be_taken_back(learner: Desk) -> None:
    learner.profile(hours=7.0)
    learner.current()
    cut = learner.planner.choose("cut").skills
    learner.current()
    learner.planner.restore(cut[0])
    assert ("added", "restored") in causes(learner)
    assert f"lesson:{cut[0]}" in {piece.item for piece in learner.pieces()}
    with pytest.raises(BadInput, match="was not left out"):
        learner.planner.restore(cut[0])


def test_what_is_taken_back_brings_along_what_it_needs(learner: Desk) -> None:
    skill = next(skill for skill in reversed(COURSE.study_order()) if COURSE.needed()[skill.id])
    learner.keep(Choice("", "cut", skills=(*COURSE.needed()[skill.id], skill.id)))
    assert skill.id not in {piece.ref for piece in learner.pieces()}
    learner.planner.restore(skill.id)
    back = [piece.ref for piece in learner.pieces()]
    assert set(skill.prerequisites) <= set(back)
    assert max(back.index(needed) for needed in skill.prerequisites) < back.index(skill.id)


def test_fewest_hours_that_do_are_offered(learner: Desk) -> None:
    learner.profile(hours=5.0)
    offered = next(option for option in learner.planner.options() if option.kind == "hours")
    learner.profile(hours=offered.hours - 0.5)
    assert learner.current().forecast.finish > "2027-05-14"
    learner.profile(hours=offered.hours)
    assert learner.current().forecast.finish == offered.finish <= "2027-05-14"


def test_what_fits_into_no_lifetime_is_no_plan_that_is_done(learner: Desk) -> None:
    learner.profile(hours=0.1, days=("sat",))
    plan = learner.planner.current()
    assert plan.forecast.weeks_behind > 400
    assert plan.forecast.finish > "2036"
    assert "later" not in {option.kind for option in learner.planner.options()}


# -- the record ----------------------------------------------------------------------------------------


def test_another_process_sees_the_same_plan(learner: Desk) -> None:
    hold(learner, ["2026-11-28"])
    before = learner.current()
    again = Record(learner.record.path, lambda: learner.clock)
    planner = Planner(again, course_outline, lambda: learner.planner.profile, lambda _: 0)
    after = planner.current()
    again.close()
    assert (after.sessions, after.forecast, after.moved, after.new) == (
        before.sessions, before.forecast, before.moved, False,
    )  # fmt: skip


def test_only_what_changed_is_kept_of_plans_before(learner: Desk) -> None:
    learner.current()
    learner.go_to("2026-11-30")
    plan = learner.current()
    first, second = learner.record.entries(Plan)
    assert (first.why, second.why) == ("first", "missed")
    assert len(second.moved) == len(plan.moved) > 0
    assert second.forecast == asdict(plan.forecast)


def test_a_course_that_began_long_ago_still_has_a_plan(learner: Desk) -> None:
    learner.profile(start="2010-01-02", end="2010-06-19")
    assert learner.current().forecast.finish > "2026-11-28"
    assert learner.planner.next_action().block is not None
    assert [option.kind for option in learner.planner.options()] == ["later"]


def test_after_the_end_there_is_still_a_plan(learner: Desk) -> None:
    learner.current()
    learner.go_to("2027-06-02")  # a Wednesday
    learner.due = 55
    plan = learner.current()
    ahead = [session for session in plan.sessions if session.day >= learner.planner.today]
    assert ahead[0].day.isoformat() == "2027-06-05"
    assert ("review", 55) in {(block.kind, block.minutes) for block in ahead[0].blocks}
    assert plan.forecast.weeks_behind > 20
    assert learner.planner.next_action().block is not None


def test_reviews_take_a_quarter_of_a_session_at_most(learner: Desk) -> None:
    learner.go_to("2026-12-05")
    learner.due = 400
    assert [b.minutes for b in learner.on("2026-12-05")[0].blocks if b.kind == "review"] == [60]
    learner.due = 0
    assert [b.minutes for b in learner.on("2026-12-05")[0].blocks if b.kind == "review"] == []
