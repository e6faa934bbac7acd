"""`tutor setup`."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.command_line import CommandLine
from tutor.clock import now
from tutor.learner.entries import Plan, Profile
from tutor.learner.record import Record
from tutor.profile import profile_at
from tutor.settings import load_settings

FLAGS = (
    "--language", "es", "--start", "2026-11-28", "--days", "sat,sun", "--hours", "8",
    "--timezone", "America/Argentina/Buenos_Aires", "--yes",
)  # fmt: skip


def profiles(home: Path) -> tuple[Profile, ...]:
    """What the record keeps."""
    record = Record(home / "learner.db", now)
    kept = record.entries(Profile)
    record.close()
    return kept


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
        "begins": "10:00",
        "free": [],
        "role": "",
        "job": "",
        "goal_date": "",
        "intention": "Si es sábado o domingo a las 10:00, entonces abro el tutor y empiezo la sesión.",
    }
    (kept,) = profiles(tutor_home)
    assert (kept.start, kept.timezone) == ("2026-11-28", "America/Argentina/Buenos_Aires")
    assert load_settings(tutor_home).learner.start == ""  # one place only


def test_everything_about_the_learner_can_be_said_at_once(tutor: CommandLine) -> None:
    said = (
        "--begins", "9.30", "--free", "2027-02-14, 2026-12-24..2026-12-26", "--role", "LLM  engineer",
        "--job", "health", "--by", "2027-06-01", "--intention", "Si desayuno, abro el tutor",
    )  # fmt: skip
    ran = tutor("setup", *FLAGS, *said, "--json")
    assert ran.document["begins"] == "09:30"
    assert ran.document["free"] == ["2026-12-24", "2026-12-25", "2026-12-26", "2027-02-14"]
    goal = (ran.document["role"], ran.document["job"], ran.document["goal_date"])
    assert goal == ("LLM engineer", "health", "2027-06-01")
    assert ran.document["intention"] == "Si desayuno, abro el tutor"
    shown = tutor("setup", "--yes").out
    assert "2026-12-24..2026-12-26, 2027-02-14" in shown
    assert "LLM engineer, health, 2027-06-01" in shown


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
    time = "en\nsat\nnot a date\n2026-12-05\n6\nAmerica/Bogota\n25:00\n18:30\n"
    answers = time + "2027-01-03..2026-12-24\n\nLLM engineer\n\n2026-12-01\n2027-06-01\n\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    ran = tutor("setup", "--json")
    assert ran.code == 0
    assert ran.document["start"] == "2026-12-05"
    assert ran.document["days"] == ["sat"]
    assert "First day" in ran.err  # English from the answer on
    assert "not a date is not a date." in ran.err
    assert "25:00 is not a time of day." in ran.err
    assert "2027-01-03..2026-12-24 end before they begin." in ran.err
    assert "The goal, 2026-12-01, lies before the first day of the course" in ran.err
    assert (ran.document["goal_date"], ran.document["free"], ran.document["job"]) == ("2027-06-01", [], "")
    assert "d = 0.65 over 94 tests" in ran.err
    proposed = "If it is Saturday at 18:30, then I open the tutor and begin the session."
    assert ran.document["intention"] == proposed
    assert proposed in ran.err
    assert load_settings(tutor_home).language == "en"


def test_answers_that_end_early_change_nothing(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("es\nsat\n"))
    ran = tutor("setup")
    assert ran.code == 2
    assert "no se cambió nada" in ran.err
    assert not (tutor_home / "config.toml").exists()
    assert profiles(tutor_home) == ()


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
        ("--start", "9999-12-31"),
        ("--begins", "25:00"),
        ("--begins", "10:60"),
        ("--begins", "noon"),
        ("--free", "2027-01-03..2026-12-24"),
        ("--free", "2026-12-24..2026-12-26..2026-12-28"),
        ("--free", "2026-12-24..2028-12-24"),
        ("--free", "christmas"),
        ("--free", "2026-11-28..2027-05-15"),  # every day of the course
        ("--by", "2026-11-27"),
        ("--by", "soon"),
        ("--intention", "x" * 301),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    tutor: CommandLine, tutor_home: Path, option: str, value: str
) -> None:
    ran = tutor("setup", option, value, "--yes", "--json")
    assert ran.code == 2
    assert ran.document["error"]["hint"]
    assert not (tutor_home / "config.toml").exists()
    assert profiles(tutor_home) == ()


def test_what_is_wrong_leaves_the_profile_of_before(tutor: CommandLine, tutor_home: Path) -> None:
    tutor("setup", *FLAGS)
    assert tutor("setup", "--yes", "--language", "en", "--hours", "5", "--begins", "24:00").code == 2
    (kept,) = profiles(tutor_home)
    assert (kept.language, kept.hours) == ("es", 8.0)
    assert load_settings(tutor_home).language == "es"


def test_a_proposed_intention_follows_the_days_and_an_own_one_stays(tutor: CommandLine) -> None:
    tutor("setup", *FLAGS)
    moved = tutor("setup", "--yes", "--days", "mon", "--begins", "7", "--json").document
    assert moved["intention"] == "Si es lunes a las 07:00, entonces abro el tutor y empiezo la sesión."
    tutor("setup", "--yes", "--intention", "Si ceno temprano, abro el tutor")
    kept = tutor("setup", "--yes", "--days", "tue", "--json").document
    assert kept["intention"] == "Si ceno temprano, abro el tutor"
    tutor("setup", "--yes", "--intention", "-")
    assert tutor("setup", "--yes", "--days", "wed", "--json").document["intention"] == ""


def test_free_dates_and_goal_can_be_taken_back(tutor: CommandLine) -> None:
    tutor("setup", *FLAGS, "--free", "2026-12-26", "--role", "LLM engineer", "--by", "2027-06-01")
    document = tutor("setup", "--yes", "--free", "-", "--role", "-", "--by", "-", "--json").document
    assert (document["free"], document["role"], document["goal_date"]) == ([], "", "")


def test_an_install_from_before_keeps_its_profile(tutor: CommandLine, tutor_home: Path) -> None:
    (tutor_home / "config.toml").write_text(
        '[learner]\nstart = "2026-11-29"\ndays = ["sun"]\nhours = 5\ntimezone = "Europe/Madrid"\n'
    )
    document = tutor("setup", "--yes", "--begins", "17:00", "--json").document
    assert (document["start"], document["days"], document["hours"]) == ("2026-11-29", ["sun"], 5.0)
    assert (document["timezone"], document["begins"]) == ("Europe/Madrid", "17:00")


def test_a_session_that_ends_after_midnight_is_noted(tutor: CommandLine) -> None:
    ran = tutor("setup", *FLAGS, "--begins", "21:00")
    assert ran.code == 0
    assert "una sesión de 4 h que empieza a las 21:00 termina después de medianoche" in ran.err


def test_setting_up_the_same_again_adds_nothing(tutor: CommandLine, tutor_home: Path) -> None:
    tutor("setup", *FLAGS)
    tutor("setup", "--yes")
    assert len(profiles(tutor_home)) == 1


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


def test_the_first_session_is_said_and_the_plan_is_made(tutor: CommandLine, tutor_home: Path) -> None:
    ran = tutor("setup", *FLAGS, "--begins", "9")
    assert "Próxima sesión: sábado 2026-11-28 a las 09:00, 240 minutos." in ran.out
    assert "tutor placement" in ran.out
    record = Record(tutor_home / "learner.db", now)
    assert [plan.why for plan in record.entries(Plan)] == ["first"]
    record.close()
    tutor("placement", "skip")
    assert "tutor placement" not in tutor("setup", "--yes").out


def test_an_end_that_was_put_off_stays_until_the_start_moves(tutor: CommandLine, tutor_home: Path) -> None:
    tutor("setup", *FLAGS)
    record = Record(tutor_home / "learner.db", now)
    kept = record.latest(Profile)
    assert kept is not None
    record.add(replace(kept, end="2027-07-10"))  # as choosing a later end does
    record.close()
    assert tutor("setup", "--yes", "--begins", "11", "--json").document["end"] == "2027-07-10"
    assert tutor("setup", "--yes", "--start", "2026-12-05", "--json").document["end"] == "2027-05-22"


def test_the_profile_is_read_without_a_tutor(tutor: CommandLine, tutor_home: Path) -> None:
    tutor("setup", *FLAGS, "--days", "tue,thu", "--timezone", "Asia/Tokyo")
    kept = profile_at(tutor_home)
    assert kept is not None
    assert (kept.days, kept.timezone) == (("tue", "thu"), "Asia/Tokyo")
    assert profile_at(tutor_home / "elsewhere") is None
