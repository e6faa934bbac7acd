"""`tutor schedule`, as a learner would type it, with stand-ins for the platform's programs."""

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.scheduling.platform_programs import add_crontab, add_systemctl, script
from tests.tui.command_line import CommandLine
from tutor.clock import now

ON = ("schedule", "on", "--day", "sat", "--at", "10:00")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine in Santiago, on a Tuesday, with cron and without a manager of the user's or a desktop."""
    add_crontab(tmp_path / "bin", tmp_path / "spool")
    script(tmp_path / "bin", "systemctl", "#!/bin/sh\necho 'Failed to connect to bus' >&2\nexit 1\n")
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "no-desktop"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUTOR_LEARNER__TIMEZONE", "America/Santiago")
    at(monkeypatch, "2026-11-24T12:00:00-03:00")
    return tmp_path


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Set the clock."""
    monkeypatch.setenv("TUTOR_NOW", moment)


def with_manager(machine: Path) -> Path:
    """Give the machine a manager of the user's; where its units are."""
    units = machine / "home/.config/systemd/user"
    add_systemctl(machine / "bin", units, machine / "told")
    return units


def crontab(machine: Path) -> str | None:
    table = machine / "spool" / "table"
    return table.read_text(encoding="utf-8") if table.exists() else None


def test_the_document_of_the_contract(tutor: CommandLine, machine: Path, tutor_home: Path) -> None:
    document = tutor(*ON, "--yes", "--json").document
    command = f"TUTOR_HOME={tutor_home} {sys.executable} -m tui.cli schedule run"
    line = document.pop("line")
    assert document == {
        "installed": True,
        "manager": "cron",
        "day": "sat",
        "days": ["sat"],
        "at": "10:00",
        "timezone": "America/Santiago",
        "next": "2026-11-28T10:00:00-03:00",
        "files": [],
        "command": command,
    }
    assert crontab(machine) == line
    assert command in line


def test_with_a_manager_of_the_users_its_timer_is_taken_and_crons_goes(
    tutor: CommandLine, machine: Path
) -> None:
    tutor(*ON, "--yes")
    assert crontab(machine)
    units = with_manager(machine)
    document = tutor(*ON, "--yes", "--json").document
    assert document["manager"] == "systemd"
    for file in document["files"]:
        assert Path(file["path"]).read_text() == file["content"]
    assert "OnCalendar=Sat *-*-* 10:00:00 America/Santiago" in (units / "tutor-checkin.timer").read_text()
    assert crontab(machine) is None
    assert tutor("schedule", "off", "--json").document == {"installed": False, "removed": True}
    assert list((machine / "home").rglob("tutor*")) == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_shows_exactly_what_it_will_install(tutor: CommandLine, machine: Path, language: str) -> None:
    ran = tutor(*ON, "--dry-run", "--language", language)
    assert ran.code == 0
    assert crontab(machine) is None
    shown = [line.strip() for line in ran.out.splitlines()]
    installed = tutor(*ON, "--yes", "--json").document
    assert [line for line in installed["line"].splitlines() if line not in shown] == []
    with_manager(machine)
    ran = tutor(*ON, "--dry-run", "--language", language)
    dry = tutor(*ON, "--dry-run", "--json").document
    assert dry["installed"] is False
    for file in dry["files"]:
        assert file["path"] in ran.out
        assert not Path(file["path"]).exists()
        assert all(line in ran.out for line in file["content"].splitlines())
    assert "systemctl --user enable tutor-checkin.timer" in ran.out


def test_without_a_terminal_it_wants_yes(tutor: CommandLine, machine: Path, tutor_home: Path) -> None:
    ran = tutor(*ON, "--language", "en")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert crontab(machine) is None
    assert list(tutor_home.iterdir()) == []


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("sí\n", 0), ("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_on_a_terminal_it_asks(
    tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    ran = tutor(*ON)
    assert ran.code == code
    assert "¿Lo instalo?" in ran.err
    assert (crontab(machine) is not None) == (code == 0)
    assert ("No se instaló nada." in ran.err) == (code == 1)


def test_a_document_comes_alone_when_it_asks(
    tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    ran = tutor(*ON, "--json")
    assert ran.document["installed"] is True
    assert "0 10 * * 6" not in ran.out.partition('"line"')[0]
    assert ran.document["line"].splitlines()[1] in ran.err


def test_the_day_may_be_left_out_and_several_may_be_given(tutor: CommandLine, machine: Path) -> None:
    assert tutor("schedule", "on", "--dry-run", "--json").document["day"] == "sat"
    document = tutor(
        "schedule", "on", "--day", "Domingo, mié", "--at", "9:05", "--dry-run", "--json"
    ).document
    assert (document["day"], document["at"]) == ("wed,sun", "09:05")
    assert document["next"] == "2026-11-25T09:05:00-03:00"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--day", "someday"),
        ("--day", ","),
        ("--at", "25:00"),
        ("--at", "10"),
        ("--at", "10:60"),
        ("--at", ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_installed(
    tutor: CommandLine, machine: Path, tutor_home: Path, option: str, value: str
) -> None:
    ran = tutor("schedule", "on", option, value, "--yes", "--json")
    assert ran.code == 2
    assert ran.document["error"]["hint"]
    assert crontab(machine) is None
    assert not (tutor_home / "schedule.json").exists()


def test_a_machine_without_a_timer_says_what_is_missing(
    tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine / "bin" / "crontab").write_text("#!/bin/sh\nexit 127\n")
    ran = tutor(*ON, "--yes", "--language", "es")
    assert ran.code == 3
    assert "apt install cron" in ran.err


def test_a_timer_that_refuses_leaves_the_schedule_as_it_was(
    tutor: CommandLine, machine: Path, tutor_home: Path
) -> None:
    script(machine / "bin", "crontab", '#!/bin/sh\n[ "$1" = -l ] && exit 0\necho "disk full" >&2\nexit 1\n')
    assert tutor(*ON, "--yes").code == 1
    assert not (tutor_home / "schedule.json").exists()
    add_crontab(machine / "bin", machine / "spool")
    tutor(*ON, "--yes")
    before = (tutor_home / "schedule.json").read_bytes()
    table = crontab(machine)
    script(machine / "bin", "crontab", '#!/bin/sh\n[ "$1" = -l ] && exit 0\necho "disk full" >&2\nexit 1\n')
    ran = tutor("schedule", "on", "--day", "sun", "--yes", "--language", "en")
    assert ran.code == 1
    assert "crontab -: disk full" in ran.err
    assert (tutor_home / "schedule.json").read_bytes() == before
    assert crontab(machine) == table


def test_a_week_missed_shows_in_the_status_and_is_caught_up_once(
    tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "está desactivado" in tutor("schedule", "status").out
    tutor(*ON, "--yes")
    fresh = tutor("schedule", "status", "--json").document
    assert (fresh["on"], fresh["installed"], fresh["manager"]) == (True, True, "cron")
    assert (fresh["current"], fresh["last"], fresh["missed"]) == (True, None, [])
    at(monkeypatch, "2026-12-06T18:00:00-03:00")
    late = tutor("schedule", "status", "--language", "en")
    assert "Missed: 2, the latest on Saturday 2026-12-05 10:00." in late.out
    ran = tutor("schedule", "run", "--json").document
    assert (ran["outcome"], ran["moment"], ran["missed"]) == ("done", "2026-12-05T10:00:00-03:00", 1)
    assert tutor("schedule", "run", "--json").document["outcome"] == "not_due"
    status = tutor("schedule", "status", "--json").document
    assert status["missed"] == []
    assert (status["last"]["outcome"], status["last"]["missed"]) == ("done", 1)
    said = tutor("schedule", "status", "--language", "es").out
    assert "La última vez: domingo 2026-12-06 18:00. Quedó lista: Tu charla semanal" in said
    assert "se recuperaron 1" in said


def test_a_run_says_what_it_did(tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tutor("schedule", "run", "--language", "en")
    assert ran.code == 3
    assert "tutor schedule on" in ran.err
    tutor(*ON, "--yes")
    assert "La próxima vez: sábado 2026-11-28 10:00." in tutor("schedule", "run").out
    assert "tutor checkin" in tutor("schedule", "run", "--now").out
    at(monkeypatch, "2026-12-06T18:00:00-03:00")
    assert "se recuperan 1 anteriores" in tutor("schedule", "run").out


def test_what_fails_is_a_notice_a_log_line_and_an_exit_code(
    tutor: CommandLine, machine: Path, tutor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor(*ON, "--yes")
    script(
        machine / "bin", "notify-send", f'#!/bin/sh\nprintf "%s|" "$@" > {shlex.quote(str(machine))}/notice\n'
    )
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    at(monkeypatch, "2026-11-28T10:00:01-03:00")

    def damaged(out: object) -> None:
        from knowledge_base.errors import WorkFailed

        raise WorkFailed("{path} is damaged: {problem}.", path="learner.db", problem="malformed")

    monkeypatch.setattr("tui.commands.schedule._prepared", damaged)
    ran = tutor("schedule", "run")
    assert ran.code == 1
    assert "learner.db" in ran.err
    assert "No se pudo dejar lista la charla semanal|learner.db" in (machine / "notice").read_text()
    assert "failed learner.db is damaged" in (tutor_home / "logs/schedule.log").read_text()
    assert "Falló: learner.db está dañado: malformed." in tutor("schedule", "status").out


def test_turning_on_again_keeps_what_is_owed_and_another_day_owes_nothing(
    tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor(*ON, "--yes")
    at(monkeypatch, "2026-11-29T12:00:00-03:00")
    tutor(*ON, "--yes")
    assert len(tutor("schedule", "status", "--json").document["missed"]) == 1
    tutor("schedule", "on", "--day", "fri", "--yes")
    assert tutor("schedule", "status", "--json").document["missed"] == []
    assert tutor("schedule", "run", "--json").document["outcome"] == "not_due"


def test_the_status_sees_a_timer_that_is_gone_old_or_left_over(
    tutor: CommandLine, machine: Path, tutor_home: Path
) -> None:
    tutor(*ON, "--yes")
    table = machine / "spool" / "table"
    text = table.read_text()
    table.write_text(text.replace(sys.executable, "/moved/python"))
    assert "Para renovarla: tutor schedule on --day sat --at 10:00" in tutor("schedule", "status").out
    table.unlink()
    gone = tutor("schedule", "status", "--json").document
    assert (gone["on"], gone["installed"], gone["next"]) == (True, False, None)
    assert "la alarma no está en este equipo" in tutor("schedule", "status").out
    table.write_text(text)
    (tutor_home / "schedule.json").unlink()
    assert "Para quitarla: tutor schedule off" in tutor("schedule", "status").out
    assert tutor("schedule", "off").code == 0
    assert crontab(machine) is None


def test_a_damaged_schedule_is_one_sentence_and_can_be_set_anew(
    tutor: CommandLine, machine: Path, tutor_home: Path
) -> None:
    (tutor_home / "schedule.json").write_text('{"days": ["sa')
    for command in ("status", "run"):
        ran = tutor("schedule", command, "--language", "en")
        assert ran.code == 1
        assert "schedule.json is damaged" in ran.err
    assert tutor(*ON, "--yes").code == 0
    assert tutor("schedule", "status", "--json").document["on"] is True
    (tutor_home / "schedule.json").write_text("")
    assert "nada suyo" in tutor("schedule", "off").out
    assert "ya estaba desactivado" in tutor("schedule", "off").out


def test_the_command_that_the_timer_calls_runs(
    tutor: CommandLine, machine: Path, monkeypatch: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    monkeypatch.delenv("TUTOR_NOW")
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(now().weekday() + 3) % 7]
    command = tutor("schedule", "on", "--day", day, "--yes", "--json").document["command"]
    bare = {"PATH": os.environ["PATH"], "HOME": str(machine)}  # what cron gives
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} --json"],
        env=bare,
        cwd=machine,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["outcome"] == "not_due"
    assert done.stderr == ""
