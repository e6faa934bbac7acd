"""Programs that try to get out of the sandbox, judged from outside; the same without one, as a control."""

import os

import pytest

from tests.tools.battery.judge import Verdict
from tests.tools.battery.programs import attempts
from tests.tools.battery.table import score

USERS = ("root", "ordinary") if os.geteuid() == 0 else ("ordinary",)


def test_the_battery_is_large_and_names_every_program_once() -> None:
    ids = [attempt.id for attempt in attempts()]
    assert len(ids) == len(set(ids)) >= 200


def test_what_is_not_contained_has_a_reason_and_is_never_blamed_on_bubblewrap() -> None:
    reasons = [attempt.not_contained for attempt in attempts()]
    assert all(reason.get("landlock", "Landlock").startswith("Landlock") for reason in reasons)
    assert not any("bubblewrap" in reason for reason in reasons)


@pytest.mark.slow
@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("back_end", ["bubblewrap", "landlock"])
def test_nothing_gets_out_but_what_is_listed(back_end: str, user: str) -> None:
    escaped = escapes(score(back_end, as_user=user == "ordinary"))
    assert escaped.keys() == {one.id for one in attempts() if back_end in one.not_contained}, escaped


@pytest.mark.slow
def test_nothing_more_gets_out_of_an_older_landlock_that_does_not_keep_signals_in() -> None:
    families = ("files", "network", "processes")
    escaped = escapes(score("landlock-abi-4", as_user=True, families=families))  # 4 is that of Ubuntu 24.04
    assert escaped.keys() == {one.id for one in attempts() if "landlock" in one.not_contained}, escaped


def escapes(verdicts: dict[str, Verdict]) -> dict[str, list[str]]:
    """What got out, and how."""
    return {name: sorted(verdict.escapes) for name, verdict in verdicts.items() if verdict.escapes}


@pytest.mark.slow
def test_without_a_sandbox_the_judge_sees_them_get_out() -> None:
    family_of = {attempt.id: attempt.family for attempt in attempts()}
    escaped = escapes(score("plain", as_user=False))
    assert len(escaped) >= 100
    assert {family_of[name] for name in escaped} == set(family_of.values())
