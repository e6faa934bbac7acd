"""`tutor checkin` and `tutor progress`, as a learner would type them."""

import io
import json
from pathlib import Path

import pytest

from tests.tui.command_line import CommandLine
from tutor.clock import now
from tutor.learner.entries import CheckIn, CheckInDraft, Entry, Profile
from tutor.learner.record import Record

SETUP = (
    "setup", "--language", "es", "--start", "2026-11-28", "--days", "sat,sun", "--hours", "8",
    "--timezone", "America/Argentina/Buenos_Aires", "--yes",
)  # fmt: skip
ANSWERS = {
    "answers": ["El domingo tuve visitas.", "La regla de la cadena", ""],
    "commitment": "Si es sábado, hago un ejercicio",
    "accept": True,
}


def entries(home: Path, of: type[Entry]) -> tuple[Entry, ...]:
    record = Record(home / "learner.db", now)
    found = record.entries(of)
    record.close()
    return found


@pytest.fixture
def second_weekend(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Set up, one lesson done in the first weekend, and it is the Saturday after."""
    monkeypatch.setenv("TUTOR_NOW", "2026-11-28T10:00:00-03:00")
    assert tutor(*SETUP).code == 0
    assert tutor("plan", "--done", "lesson:vectors", "--minutes", "90", "--json").code == 0
    monkeypatch.setenv("TUTOR_NOW", "2026-12-05T10:05:00-03:00")
    return monkeypatch


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(ANSWERS), encoding="utf-8")
    return path


def test_a_check_in_from_a_file(
    tutor: CommandLine, second_weekend: pytest.MonkeyPatch, answers: Path, tutor_home: Path, tmp_path: Path
) -> None:
    ran = tutor("checkin", "--answers", str(answers), "--json", "--report", str(tmp_path / "week.html"))
    assert ran.code == 0
    found = ran.document
    assert (found["state"], found["saved"], found["week"], found["accepted"]) == ("finished", True, 1, True)
    assert found["facts"]["sessions_held"] == 1
    assert len(found["questions"]) == 3
    assert [one["answer"] for one in found["answers"]] == ANSWERS["answers"]
    assert "«El domingo tuve visitas»" in found["summary"]
    assert found["plan"]["week"] == 2
    assert {"date", "start", "minutes", "blocks"} <= set(found["plan"]["sessions"][0])
    assert "Guardado: la charla de la semana 1" in ran.err
    assert "El domingo tuve visitas." in (tmp_path / "week.html").read_text(encoding="utf-8")
    (kept,) = entries(tutor_home, CheckIn)
    assert isinstance(kept, CheckIn)
    assert kept.commitment == ANSWERS["commitment"]
    blocks = tutor("plan", "--json").document["sessions"][0]["blocks"]
    assert [block["done"] for block in blocks if block["kind"] == "checkin"] == [True]
    again = tutor("checkin", "--answers", str(answers))
    assert "ya está hecha" in again.out
    assert len(entries(tutor_home, CheckIn)) == 1


def test_a_talk_that_is_stopped_goes_on(
    tutor: CommandLine, second_weekend: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    second_weekend.setattr("sys.stdin", io.StringIO("Tuve visitas\ndespués\n"))
    first = tutor("checkin")
    assert first.code == 0
    assert "1 de 3." in first.out
    assert "sigue cuando quieras" in first.out
    second_weekend.setenv("TUTOR_NOW", "2026-12-08T20:00:00-03:00")
    second_weekend.setattr("sys.stdin", io.StringIO("Vectores\nNada\nUn ejercicio por día\n6 horas\nsí\n"))
    second = tutor("checkin")
    assert "con los hechos del sáb 5 de diciembre" in second.out
    assert "2 de 3." in second.out
    assert "1 de 3." not in second.out
    assert "Desde ahora son 6 h por semana." in second.out
    assert second.out.rstrip().endswith("tu compromiso: «Un ejercicio por día».")
    assert [profile.hours for profile in entries(tutor_home, Profile)] == [8.0, 6.0]  # type: ignore[attr-defined]


def test_a_talk_without_anybody_waits(tutor: CommandLine, second_weekend: pytest.MonkeyPatch) -> None:
    second_weekend.setattr("sys.stdin", io.StringIO(""))
    found = tutor("checkin", "--json")
    assert found.code == 0
    assert (found.document["state"], found.document["step"]) == ("waiting", "question:1")
    assert not found.document["saved"]


def test_the_one_that_waits_can_be_discarded(tutor: CommandLine, second_weekend: pytest.MonkeyPatch) -> None:
    second_weekend.setattr("sys.stdin", io.StringIO("Tuve visitas\n"))
    assert tutor("checkin", "--json").document["step"] == "question:2"
    second_weekend.setattr("sys.stdin", io.StringIO(""))
    assert tutor("checkin", "--json", "--new").document["step"] == "question:1"


def test_the_rest_is_answered_from_a_file(
    tutor: CommandLine, second_weekend: pytest.MonkeyPatch, answers: Path
) -> None:
    second_weekend.setattr("sys.stdin", io.StringIO("Esto lo dije yo\n"))
    tutor("checkin")
    found = tutor("checkin", "--answers", str(answers), "--json").document
    given = [one["answer"] for one in found["answers"]]
    assert given == ["Esto lo dije yo", *ANSWERS["answers"][1:]]  # type: ignore[index]
    assert found["commitment"] == ANSWERS["commitment"]


def test_auto_prepares_once_a_day(
    tutor: CommandLine, second_weekend: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    for _ in range(3):
        found = tutor("checkin", "--auto", "--json").document
        assert (found["state"], found["saved"], found["answers"]) == ("draft", False, [])
    assert len(entries(tutor_home, CheckInDraft)) == 1
    assert "está preparada" in tutor("checkin", "--auto").out
    assert entries(tutor_home, CheckIn) == ()


def test_the_timer_prepares_it(
    tutor: CommandLine, second_weekend: pytest.MonkeyPatch, tutor_home: Path
) -> None:
    from tui.commands.schedule import _prepared
    from tui.output import Output

    notice = _prepared(Output(language="es"))
    assert notice.title == "Tu charla semanal está lista"
    assert "e hiciste 1" in notice.body
    assert len(entries(tutor_home, CheckInDraft)) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"answers": ["a", "b", ', "no answers file"),
        ("[]", "no answers file"),
        ('{"answers": ["a", "b", "c"], "commitment": "x"}', "accept"),
        ('{"answers": ["a", "b", "c"], "commitment": "x", "accept": "si"}', "accept"),
        ('{"answers": ["a", "b", 3], "commitment": "x", "accept": true}', "answers.2"),
        ('{"answers": ["a", "b", "c"], "commitment": "x", "accept": true, "more": 1}', "more"),
        ('{"answers": ["a"], "commitment": "x", "accept": true}', "has 1 answers"),
    ],
)
def test_half_a_file_changes_nothing(
    tutor: CommandLine,
    second_weekend: pytest.MonkeyPatch,
    tutor_home: Path,
    tmp_path: Path,
    content: str,
    says: str,
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    ran = tutor("checkin", "--answers", str(path), "--language", "en")
    assert ran.code == 2
    assert says in ran.err
    assert entries(tutor_home, CheckIn) == ()
    second_weekend.setattr("sys.stdin", io.StringIO(""))
    assert tutor("checkin", "--json").document["step"] == "question:1"


def test_what_is_wrong_is_one_sentence(
    tutor: CommandLine, tmp_path: Path, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_NOW", "2026-11-20T10:00:00-03:00")
    nobody = tutor("checkin", "--language", "en")
    assert (nobody.code, "tutor setup" in nobody.err) == (3, True)
    assert tutor("progress").code == 3
    tutor(*SETUP)
    early = tutor("checkin", "--language", "es")
    assert early.code == 2
    assert "El curso empieza el 2026-11-28" in early.err
    assert tutor("checkin", "--report", str(tmp_path / "week.pdf")).code == 2
    assert tutor("checkin", "--auto", "--new").code == 2
    assert tutor("checkin", "--answers", str(tmp_path / "nowhere.json")).code == 2


def test_progress(tutor: CommandLine, second_weekend: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = tutor("progress", "--json", "--html", str(tmp_path / "progress.html")).document
    assert found["hours"]["done"] == 1.5
    assert found["streak"]["weeks"] == 1
    assert len(found["units"]) == 13
    assert (tmp_path / "progress.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    shown = tutor("progress", "--language", "en").out
    assert "You have studied 1.5 h" in shown
    assert "no data" in shown


def test_a_folder_is_no_report(
    tutor: CommandLine, second_weekend: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "informe.html"
    folder.mkdir()
    for command in (("progress", "--html"), ("checkin", "--report")):
        ran = tutor(*command, str(folder))
        assert (ran.code, ran.out) == (2, "")
        assert "informe.html es una carpeta." in ran.err
