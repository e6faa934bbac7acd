"""The crontab: the real one on a table of the test's own, where the machine has one; else a stand-in."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from knowledge_base.errors import BadInput, WorkFailed
from tests.tools.scheduling.platform_programs import add_crontab, add_real_crontab, script
from tools.scheduling.cron import Cron
from tools.scheduling.moments import Weekly
from tools.scheduling.programs import start
from tools.scheduling.timers import Job

NOW = datetime(2026, 11, 24, tzinfo=UTC)
THEIRS = "# mine\n5 4 * * * true  # 100\\%\n"


def job(hour: int = 10, zone: str = "UTC", home: str = "/home/ana/tutor") -> Job:
    command = ("/opt/tutor/bin/python", "-m", "tui.cli", "schedule", "run")
    return Job(Weekly((5,), hour, 0, ZoneInfo(zone), zone), command, (("TUTOR_HOME", home),), NOW)


@pytest.fixture(params=["real", "stand-in"])
def cron(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cron:
    """cron, with an empty table."""
    make = add_real_crontab if request.param == "real" else add_crontab
    make(tmp_path / "bin", tmp_path / "spool")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return Cron(machine=ZoneInfo("UTC"))


def table() -> str | None:
    ended = start(["crontab", "-l"])
    return None if ended.code else ended.out


def test_on_twice_is_one_timer_and_off_leaves_no_trace(cron: Cron) -> None:
    assert cron.usable()
    assert cron.installed() is None
    cron.install(job())
    once = table()
    assert once is not None
    assert "0 10 * * 6 TUTOR_HOME=/home/ana/tutor /opt/tutor/bin/python -m tui.cli schedule run" in once
    cron.install(job())
    assert table() == once
    assert cron.installed() == cron.plan(job())
    assert cron.remove()
    assert table() is None
    assert not cron.remove()


def test_another_time_replaces_the_first(cron: Cron) -> None:
    cron.install(job())
    cron.install(job(18))
    found = table() or ""
    assert "0 18 * * 6" in found
    assert "0 10 * * 6" not in found


def test_what_else_is_in_the_crontab_stays_byte_for_byte(cron: Cron) -> None:
    start(["crontab", "-"], THEIRS)
    cron.install(job())
    assert (table() or "").startswith(THEIRS)
    start(["crontab", "-"], (table() or "") + "7 7 * * * date\n")
    cron.install(job(18))
    assert cron.remove()
    assert table() == THEIRS + "7 7 * * * date\n"


def test_a_crontab_in_another_encoding_stays_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, kept = "# la mañana\n5 4 * * * true\n".encode("latin-1"), tmp_path / "table"
    kept.write_bytes(theirs)
    script(
        tmp_path / "bin", "crontab", f'#!/bin/sh\nif [ "$1" = -l ]; then cat {kept}; else cat > {kept}; fi\n'
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    Cron().install(job())
    assert kept.read_bytes().startswith(theirs)
    assert Cron().remove()
    assert kept.read_bytes() == theirs


def test_a_block_without_its_end_takes_nothing_else_along(cron: Cron) -> None:
    block = cron.plan(job()).lines.splitlines(keepends=True)
    start(["crontab", "-"], THEIRS + "".join(block[:-1]) + "7 7 * * * date\n")
    assert cron.remove()
    assert table() == THEIRS + "7 7 * * * date\n"


def test_the_real_crontab_takes_paths_with_spaces_and_percent_signs(cron: Cron) -> None:
    cron.install(job(home="/home/ana/50% 'mine'"))
    assert r"""TUTOR_HOME='/home/ana/50\% '"'"'mine'"'"''""" in (table() or "")


def test_a_path_that_would_be_two_lines_is_refused(cron: Cron) -> None:
    with pytest.raises(BadInput, match="line break"):
        cron.install(job(home="/home/ana\n* * * * * date"))
    assert table() is None


def test_every_season_of_another_zone_has_its_line_and_an_hourly_one_looks_after_it() -> None:
    lines = Cron(machine=ZoneInfo("UTC")).plan(job(zone="America/Santiago")).lines.splitlines()
    fields = [" ".join(line.split()[:5]) for line in lines if not line.startswith("#")]
    assert fields == ["0 13 * * 6", "0 14 * * 6", "30 * * * *"]


def test_a_crontab_that_refuses_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = 'if [ "$1" = -l ]; then echo "no crontab for ana" >&2; exit 1; fi'
    refusing = f'#!/bin/sh\n{empty}\necho "No space left" >&2\nexit 1\n'
    script(tmp_path / "bin", "crontab", refusing)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(WorkFailed, match="crontab -: No space left"):
        Cron().install(job())


def test_a_crontab_that_cannot_be_read_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "table"
    kept.write_text(THEIRS, encoding="utf-8")
    busy = f'#!/bin/sh\nif [ "$1" = -l ]; then echo "try again" >&2; exit 1; fi\ncat > {kept}\n'
    script(tmp_path / "bin", "crontab", busy)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    with pytest.raises(WorkFailed, match="cannot be read"):
        Cron().install(job())
    assert not Cron().remove()
    assert kept.read_text(encoding="utf-8") == THEIRS


def test_who_may_not_have_a_crontab_has_no_cron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin", "crontab", "#!/bin/sh\necho 'You are not allowed to use this' >&2\nexit 1\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    assert not Cron().usable()
    assert Cron().installed() is None


def test_it_is_said_whether_cron_is_running() -> None:
    assert Cron().notes() in ((), ("cron_asleep",))
