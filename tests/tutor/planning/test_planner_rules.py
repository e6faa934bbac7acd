"""Whatever a learner does from day to day: the plan keeps its rules, and the record keeps the plan."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.planning.desk import Desk, desk
from tests.tutor.planning.generated import Draw, outlines, profiles
from tutor.learner.entries import Done, Plan, Profile, UnitKnown
from tutor.planning.planner import Current
from tutor.planning.workload import Outline

ACTS = (
    "done",
    "part",
    "study",
    "slow",
    "fast",
    "know",
    "forget",
    "unit",
    "hours",
    "free",
    "choose",
    "nothing",
)


@st.composite
def stories(draw: Draw) -> tuple[Outline, Profile, list[tuple[int, str, int]]]:
    """A course, a learner, and what happens: days that pass, an act, and a number that chooses its object."""
    act = st.tuples(st.integers(0, 9), st.sampled_from(ACTS), st.integers(0, 30))
    return draw(outlines()), draw(profiles(draw(st.integers(1, 12)))), draw(st.lists(act, max_size=8))


def morning(profile: Profile) -> datetime:
    """The first day of the course."""
    return datetime.combine(date.fromisoformat(profile.start), time(9), UTC)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(stories())
def test_every_plan_keeps_the_rules_and_the_past(
    story: tuple[Outline, Profile, list[tuple[int, str, int]]],
) -> None:
    outline, profile, acts = story
    with desk(outline, profile, morning(profile)) as learner:
        before = learner.current()
        for days, act, number in acts:
            learner.go_to(learner.planner.today + timedelta(days=days))
            happens(learner, act, number)
            after = learner.current()
            assert behind(after, learner.planner.today) == behind(before, learner.planner.today)
            plans = learner.record.count(Plan)
            again = learner.current()
            assert (again.sessions, again.forecast, again.new) == (after.sessions, after.forecast, False)
            assert learner.record.count(Plan) == plans
            assert learner.record.latest(Plan) is not None
            nothing_is_stuck(learner, after)
            before = after


def behind(plan: Current, today: date) -> list[Any]:
    """Sessions of days that are over."""
    return [session for session in plan.sessions if session.day < today]


def nothing_is_stuck(learner: Desk, plan: Current) -> None:
    """There is something to do as long as something is left, and the forecast says no other."""
    left = learner.pieces()
    action = learner.planner.next_action()
    assert action.block is not None or not left
    assert bool(plan.forecast.finish) == bool(left)
    if plan.forecast.finish:
        assert plan.forecast.finish <= plan.forecast.low <= plan.forecast.high
    if plan.forecast.finish > plan.forecast.end:
        ahead = [session for session in plan.sessions if session.day >= learner.planner.today]
        assert not any(block.why == "slack" for session in ahead for block in session.blocks)


def happens(learner: Desk, act: str, number: int) -> None:
    """Something a learner may do."""
    planner, left = learner.planner, learner.pieces()
    skill = planner.course.skills[number % len(planner.course.skills)].id
    if act in ("done", "part") and left:
        planner.done(left[number % len(left)].item, 5 * number + 1, finished=act == "done")
    elif act in ("study", "slow", "fast"):
        learner.study(speed={"study": 1.0, "slow": 0.6, "fast": 1.7}[act])
    elif act in ("know", "forget"):
        planner.override(skill, known=act == "know")
    elif act == "unit":
        unit = planner.course.unit_of_skill(skill).id
        learner.keep(UnitKnown("", unit, bool(number % 2), "claim"))
    elif act == "hours":
        learner.profile(hours=1.0 + number)
    elif act == "free":
        free = {planner.today + timedelta(days=n) for n in range(number)} if number < 20 else set()
        learner.profile(free=tuple(sorted(day.isoformat() for day in free)))
    elif act == "choose" and (offered := planner.options()):
        planner.choose(offered[number % len(offered)].kind)
        learner.keep(Done("", "checkin", "", 10, planner.today.isoformat()))
