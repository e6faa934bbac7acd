"""What `tutor plan` says of a change, word for word."""

import pytest

from tests.tui.command_line import CommandLine

SETUP = ("setup", "--yes", "--language", "es", "--start", "2026-11-28", "--timezone", "America/Bogota")


@pytest.fixture(autouse=True)
def first_saturday(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_NOW", "2026-11-28T10:00:00-05:00")
    assert tutor(*SETUP).code == 0


def test_a_lesson_and_a_practice_of_the_same_skill_are_told_apart(tutor: CommandLine) -> None:
    assert "Anotado: Lección «Vectores», 40 min." in tutor("plan", "--done", "vectors", "--minutes", "40").out
    assert "Anotado: Práctica «Vectores», 25 min." in tutor("plan", "--done", "vectors").out


def test_a_skill_that_never_left_the_plan_does_not_come_back_into_it(tutor: CommandLine) -> None:
    said = tutor("plan", "--forget", "softmax").out
    assert said.startswith("Anotado: todavía no dominas «Softmax».")
    assert "vuelve al plan" not in said


def test_two_answers_of_a_placement_leave_the_lesson_first(tutor: CommandLine) -> None:
    item = tutor("placement", "start", "--json").document["item"]["id"]
    assert tutor("placement", "answer", item, "--json").code == 0
    block = tutor("today", "--json").document["block"]
    assert (block["kind"], block["ref"]) == ("lesson", "vectors")


def test_what_belongs_to_another_day_is_not_told_to_begin_now(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Empieza con: tutor course show vectors" in tutor("today").out
    monkeypatch.setenv("TUTOR_NOW", "2026-12-03T10:00:00-05:00")
    said = tutor("today").out
    assert said.startswith("Hoy no tienes sesión.")
    assert "Ese día empieza con: tutor checkin" in said
