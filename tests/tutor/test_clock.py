"""The time is the machine's, or the one that TUTOR_NOW freezes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.errors import BadInput
from tutor.clock import machine_timezone, now, timezone


@given(st.datetimes(timezones=st.just(UTC) | st.just(timezone("America/Bogota"))))
def test_a_frozen_clock_stands_still(moment: datetime) -> None:
    assert now({"TUTOR_NOW": moment.isoformat()}) == moment


def test_a_frozen_clock_without_a_zone_is_in_the_machines() -> None:
    frozen = now({"TUTOR_NOW": " 2026-11-28T10:00:00 "})
    assert frozen.tzinfo is not None
    assert frozen.replace(tzinfo=None) == datetime(2026, 11, 28, 10)


@pytest.mark.parametrize("environment", [{}, {"TUTOR_NOW": ""}, {"TUTOR_NOW": "  "}])
def test_else_it_is_the_machines_time_with_its_zone(environment: dict[str, str]) -> None:
    first = now(environment)
    assert first.tzinfo is not None
    assert timedelta(0) <= now(environment) - first < timedelta(days=1)


@pytest.mark.parametrize("value", ["tomorrow", "2026-13-01", "10:00"])
def test_another_time_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match=value) as caught:
        now({"TUTOR_NOW": value})
    assert "2026-11-28T10:00:00-03:00" in caught.value.hint


@pytest.mark.parametrize("name", ["America/Buenos_Ayres", "", "../../etc/passwd", "Mars/Olympus", "a\0b"])
def test_an_unknown_timezone_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="no timezone"):
        timezone(name)


def test_the_machines_timezone_is_found(tmp_path: Path) -> None:
    zone = tmp_path / "zoneinfo" / "America" / "Lima"
    zone.parent.mkdir(parents=True)
    zone.touch()
    localtime = tmp_path / "localtime"
    localtime.symlink_to(zone)
    assert machine_timezone({}, localtime) == "America/Lima"
    assert machine_timezone({"TZ": ":Europe/Madrid"}, localtime) == "Europe/Madrid"
    assert machine_timezone({"TZ": "Nowhere/Land"}, localtime) == "America/Lima"
    assert machine_timezone({}, tmp_path / "none") == ""
