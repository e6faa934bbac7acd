"""Five learners over twenty-four weeks: the plan keeps its rules whatever they do, and nobody gets stuck."""

from datetime import date

import pytest

from tests.simulation.learners import WEEKS, Simulated, Traits, simulated
from tutor.learner.entries import CheckIn, Done, Plan
from tutor.planning.blocks import STUDY

pytestmark = pytest.mark.slow

STEADY = Traits()
ABSENT = Traits(away=range(6, 9))
FAST = Traits(speed=2.0, accuracy=0.95)
FEW_HOURS = Traits(hours=4.0, takes="later")
BACK = Traits(away=range(6, 15))


def never_stuck(learner: Simulated) -> None:
    """There is something to do as long as something is left, and reviews left room for it every time."""
    assert learner.is_done or learner.planner.next_action().block is not None
    assert learner.most_review <= 0.25


def missed(learner: Simulated) -> list[Plan]:
    """Plans that were made because sessions were missed."""
    return [plan for plan in learner.record.entries(Plan) if plan.why == "missed"]


def test_who_holds_every_session_is_done_in_time() -> None:
    with simulated(STEADY) as learner:
        learner.live()
        assert learner.is_done
        assert learner.planner.today <= learner.planner.end
        assert missed(learner) == []
        assert learner.record.count(CheckIn) == WEEKS - 1
        assert {"lesson", "practice", "project", "task", "quiz", "review", "checkin"} <= {
            entry.kind for entry in learner.record.entries(Done)
        }
        never_stuck(learner)


def test_who_is_away_for_three_weeks_comes_back_to_sessions_of_the_usual_size() -> None:
    with simulated(ABSENT) as learner:
        learner.live(5)
        before = learner.planner.current().forecast
        learner.live(9)
        (plan,) = missed(learner)
        assert plan.at[:10] == "2027-01-23"
        assert "later" in {move["change"] for move in plan.moved}
        assert learner.planner.current().forecast.high > before.high
        learner.live(WEEKS)
        assert not learner.is_done
        assert learner.planner.options() != ()
        never_stuck(learner)


def test_who_is_fast_is_done_early() -> None:
    with simulated(FAST) as learner:
        learner.live()
        assert learner.is_done
        assert learner.planner.today < date(2027, 4, 1)
        assert learner.planner.current().forecast.pace == 0.5
        never_stuck(learner)


def test_four_hours_a_week_end_when_the_later_end_says() -> None:
    with simulated(FEW_HOURS) as learner:
        assert learner.planner.current().forecast.weeks_behind > 20
        learner.live()
        forecast = learner.planner.current().forecast
        assert forecast.end > "2027-11"
        assert abs((date.fromisoformat(forecast.finish) - date.fromisoformat(forecast.end)).days) <= 28
        never_stuck(learner)


def test_who_returns_after_two_months_goes_on_where_they_left() -> None:
    with simulated(BACK) as learner:
        learner.live(5)
        finished = {f"{done.kind}:{done.ref}" for done in learner.record.entries(Done) if done.finished}
        learner.go_to(date(2027, 3, 6))
        after = learner.planner.next_action()
        assert after.day == date(2027, 3, 6)
        assert after.session is not None
        kinds = [block.kind for block in after.session.blocks]
        studied = [block.item for block in after.session.blocks if block.kind in STUDY]
        assert kinds[:2] == ["checkin", "review"]
        assert studied
        assert not finished & set(studied)
        learner.live(WEEKS)
        assert not learner.is_done
        never_stuck(learner)
