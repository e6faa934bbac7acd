"""Whatever the course, the learner and the day: the plan keeps every rule."""

from dataclasses import replace
from datetime import date
from itertools import takewhile

from hypothesis import given, settings

from tests.tutor.planning.generated import Case, cases
from tests.tutor.planning.plan_rules import check_plan
from tutor.planning.blocks import STUDY, Session
from tutor.planning.scheduler import Begun, Placed, fair_slack, schedule
from tutor.planning.study_days import StudyDay, study_days
from tutor.planning.workload import workload


def placed(case: Case, slack: int = 0) -> Placed:
    """The plan of a case."""
    pieces = workload(case.outline, case.progress)
    days = study_days(case.profile, case.today)
    begun = Begun(case.today, case.done)

    def due(day: StudyDay) -> int | None:
        return case.due if day.day == case.today else None

    return schedule(pieces, days, case.profile.begins, begun, due, slack, until_week=3)


def finish(sessions: tuple[Session, ...]) -> date:
    """The last day of study."""
    working = [s.day for s in sessions if any(b.kind in STUDY and not b.done for b in s.blocks)]
    return max(working, default=date.min)


@settings(max_examples=200, deadline=None)
@given(cases())
def test_every_rule_is_kept(case: Case) -> None:
    found = placed(case)
    assert not found.left
    check_plan(case.outline, case.progress, case.profile, found.sessions)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_slack_keeps_the_rules_and_takes_no_more_than_is_spare(case: Case) -> None:
    pieces = workload(case.outline, case.progress)
    end = date.fromisoformat(case.profile.end)
    within = list(takewhile(lambda day: day.day < end, study_days(case.profile, case.today)))
    slack = fair_slack(pieces, within, Begun(case.today, case.done), lambda _: None)
    assert slack % 5 == 0
    assert all(slack <= 0.15 * day.minutes for day in within)
    if within:
        check_plan(case.outline, case.progress, case.profile, placed(case, slack).sessions)
        assert finish(placed(case, slack).sessions) >= finish(placed(case).sessions)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_same_input_gives_the_same_plan(case: Case) -> None:
    progress = case.progress
    shuffled = replace(progress, finished=sorted(progress.finished), cut=sorted(progress.cut))
    assert placed(case) == placed(replace(case, progress=shuffled))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_a_plan_from_the_next_session_on_is_the_rest_of_the_plan(case: Case) -> None:
    """Pieces move only if something before them did: taking away the first session moves nothing else."""
    ahead = replace(case, done=(), today=date.fromisoformat(case.profile.start), due=0)
    whole = placed(ahead).sessions
    if len(whole) < 2:
        return
    pieces = list(workload(ahead.outline, ahead.progress))
    for block in whole[0].blocks:
        if block.kind not in STUDY:
            continue
        piece = pieces[0]
        assert (piece.item, piece.minutes >= block.minutes) == (block.item, True)
        pieces[0] = replace(piece, minutes=piece.minutes - block.minutes, why="begun")
        if not pieces[0].minutes:
            del pieces[0]
    days = study_days(ahead.profile, whole[1].day)
    rest = schedule(pieces, days, ahead.profile.begins, Begun(whole[1].day), until_week=3)
    assert rest.sessions == whole[1:]
