"""`tutor setup`."""

import io
from pathlib import Path

import pytest

from tests.tui.command_line import CommandLine
from tutor.settings import load_settings

FLAGS = (
    "--language", "es", "--start", "2026-11-28", "--days", "sat,sun", "--hours", "8",
    "--timezone", "America/Argentina/Buenos_Aires", "--yes",
)  # fmt: skip


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_NOW", "2026-11-24T12:00:00-03:00")


def test_the_profile_of_the_contract(tutor: CommandLine, tutor_home: Path) -> None:
    ran = tutor("setup", *FLAGS, "--json")
    assert ran.code == 0
    assert ran.document == {
        "language": "es",
        "start": "2026-11-28",
        "end": "2027-05-15",
        "days": ["sat", "sun"],
        "hours": 8.0,
        "timezone": "America/Argentina/Buenos_Aires",
    }
    settings = load_settings(tutor_home)
    assert settings.learner.start == "2026-11-28"
    assert settings.learner.timezone == "America/Argentina/Buenos_Aires"


def test_yes_takes_the_next_study_day_and_the_defaults(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Madrid")
    document = tutor("setup", "--yes", "--json").document
    assert document["start"] == "2026-11-28"  # the Saturday after that Tuesday
    assert document["days"] == ["sat", "sun"]
    assert document["hours"] == 8.0
    assert document["timezone"] == "Europe/Madrid"


def test_days_may_be_written_in_spanish(tutor: CommandLine) -> None:
    document = tutor("setup", "--yes", "--json", "--days", "Sábado, mié").document
    assert document["days"] == ["wed", "sat"]
    assert document["start"] == "2026-11-25"


def test_a_second_setup_keeps_what_it_does_not_change(tutor: CommandLine, tutor_home: Path) -> None:
    tutor("setup", *FLAGS)
    with (tutor_home / "config.toml").open("a") as file:
        file.write("# mine\n")
    document = tutor("setup", "--yes", "--hours", "5,5", "--json").document
    assert document["start"] == "2026-11-28"
    assert document["hours"] == 5.5
    assert "# mine" in (tutor_home / "config.toml").read_text()


def test_what_no_option_says_is_asked_on_stderr(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    answers = "en\nsat\nnot a date\n2026-12-05\n6\nAmerica/Bogota\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    ran = tutor("setup", "--json")
    assert ran.code == 0
    assert ran.document["start"] == "2026-12-05"
    assert ran.document["days"] == ["sat"]
    assert "First day" in ran.err  # English from the answer on
    assert "not a date is not a date." in ran.err
    assert load_settings(tutor_home).language == "en"


def test_answers_that_end_early_change_nothing(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("es\nsat\n"))
    ran = tutor("setup")
    assert ran.code == 2
    assert "no se cambió nada" in ran.err
    assert not (tutor_home / "config.toml").exists()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--start", "28/11/2026"),
        ("--start", "2026-02-30"),
        ("--days", "sat,someday"),
        ("--days", ","),
        ("--days", "s"),
        ("--hours", "0"),
        ("--hours", "200"),
        ("--hours", "nan"),
        ("--hours", "many"),
        ("--timezone", "America/Nowhere"),
        ("--timezone", "../../etc/passwd"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    tutor: CommandLine, tutor_home: Path, option: str, value: str
) -> None:
    ran = tutor("setup", option, value, "--yes", "--json")
    assert ran.code == 2
    assert ran.document["error"]["hint"]
    assert not (tutor_home / "config.toml").exists()


def test_a_start_in_the_past_is_noted(tutor: CommandLine) -> None:
    ran = tutor("setup", "--yes", "--start", "2026-01-03", "--language", "en")
    assert ran.code == 0
    assert "2026-01-03 is in the past" in ran.err
    assert "from 2026-01-03 to 2026-06-20" in ran.out


def test_a_broken_clock_variable_is_said_so(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_NOW", "yesterday")
    ran = tutor("setup", "--yes", "--language", "en")
    assert ran.code == 2
    assert "TUTOR_NOW is not an ISO 8601 time: yesterday." in ran.err
