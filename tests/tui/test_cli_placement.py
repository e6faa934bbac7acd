"""`tutor placement`."""

import io
import json
from functools import cache
from pathlib import Path

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from tests.tui.command_line import CommandLine
from tutor.placement.answers import LETTERS
from tutor.placement.bank import Bank, options, read_bank


@cache
def bank() -> Bank:
    """Of the course."""
    return read_bank(load_course(default_course_folder()))


def right(item_id: str) -> str:
    """What is to be answered."""
    item = bank().item(item_id)
    return LETTERS[options(item).index(None)] if item.kind == "choice" else str(item.right)


@pytest.fixture(autouse=True)
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_NOW", "2026-11-28T10:00:00-03:00")


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What is typed on the keyboard."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_conversation_to_its_end(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, *[""] * 20)
    ran = tutor("placement", "--language", "es")
    assert ran.code == 0
    assert "hasta 25 minutos" in ran.err
    assert "¿Cuántos bits de entropía" in ran.out
    assert ran.out.count("Queda como no sabida.") == 4
    assert "La prueba de nivel terminó." in ran.out
    assert "0 de 4 respuestas correctas" in ran.out
    assert "para estudiar: 0 de 2 correctas" in ran.out
    assert "Entropía" in ran.out.partition("Aquí está lo que falló")[2]
    assert "tutor placement known" in ran.out


def test_stop_keeps_what_was_answered(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bank().units[0].items
    typed(monkeypatch, right(first[0].id), "one and a half", "", "stop", "never read")
    ran = tutor("placement", "--language", "en")
    assert ran.code == 0
    assert "Right." in ran.out
    assert "one and a half is" in ran.err
    assert "what you answered is kept" in ran.out
    assert "To go on: tutor placement" in ran.out
    status = tutor("placement", "status", "--json").document
    assert (status["state"], status["asked"], status["right"]) == ("begun", 2, 1)
    assert status["item"]["id"] == first[2].id


def test_input_that_ends_is_a_stop(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "")
    assert tutor("placement").code == 0
    assert tutor("placement", "status", "--json").document["asked"] == 1


def test_skipping_in_the_middle(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "", "Saltar")
    assert "se omitió" in tutor("placement").out
    assert tutor("placement", "skip", "--json").document["state"] == "skipped"


def test_a_script_answers_one_item_after_the_other(tutor: CommandLine) -> None:
    document = tutor("placement", "start", "--json").document
    asked = 0
    while (item := document["item"]) and item["unit"] == "01-math-foundations":
        assert set(item) == {"id", "unit", "unit_title", "skill", "kind", "question", "options"}
        document = tutor("placement", "answer", item["id"], right(item["id"]), "--json").document
        asked += 1
        assert document["answered"]["right"]
        assert document["asked"] == asked
    assert document["units"][0] == {
        "unit": "01-math-foundations",
        "title": document["units"][0]["title"],
        "known": True,
        "how": "placement",
        "state": "known",
        "right": 7,
        "asked": 7,
        "through": None,
    }
    shown = tutor("placement", "answer", document["item"]["id"], "--language", "en")
    assert "Kept as not known." in shown.out
    assert "Answer it with: tutor placement answer place-" in shown.out


def test_a_negative_number_is_an_answer(tutor: CommandLine) -> None:
    item = tutor("placement", "start", "--json").document["item"]
    assert item["kind"] == "number"
    ran = tutor("placement", "answer", item["id"], "-0.5", "--json")
    assert (ran.code, ran.document["answered"]["answer"]) == (0, "-0.5")


def test_everything_from_a_file(tutor: CommandLine, tmp_path: Path) -> None:
    every = {item.id: right(item.id) for unit in bank().units for item in unit.items}
    (tmp_path / "answers.json").write_text(json.dumps(every))
    document = tutor("placement", "--answers", str(tmp_path / "answers.json"), "--json").document
    assert document["state"] == "finished"
    assert all(unit["known"] for unit in document["units"])
    text = tutor("placement", "status", "--language", "en").out
    assert "you know it: 7 of 7 right" in text
    assert "which builds on it" in text


def test_an_unusable_file_begins_nothing(tutor: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text('{"place-math-cosine": 0.9')
    ran = tutor("placement", "--answers", str(tmp_path / "answers.json"), "--json")
    assert ran.code == 2
    assert ran.document["error"]["hint"]
    assert tutor("placement", "status", "--json").document["state"] == "new"


def test_the_learner_overrules_it(tutor: CommandLine) -> None:
    said = tutor("placement", "known", "06-rag", "--json").document
    assert (said["unit"], said["known"], said["how"]) == ("06-rag", True, "claim")
    assert "ya contaba como sabida" in tutor("placement", "known", "06-rag").out
    assert "la sabes: tú lo dices" in tutor("placement", "status").out
    assert "vuelve al plan" in tutor("placement", "unknown", "06-rag").out
    assert "no contaba como sabida" in tutor("placement", "unknown", "06-rag").out
    assert tutor("placement", "unknown", "05-agents-tools", "--json").document["known"] is False
    wrong = tutor("placement", "known", "06-ragg", "--language", "en")
    assert wrong.code == 2
    assert 'the nearest is "06-rag"' in wrong.err


def test_what_is_known_leaves_the_plan(tutor: CommandLine) -> None:
    def lessons() -> set[str]:
        week = tutor("plan", "--week", "1", "--json").document
        return {b["ref"] for s in week["sessions"] for b in s["blocks"] if b["kind"] == "lesson"}

    tutor("setup", "--yes", "--start", "2026-11-28")
    assert "vectors" in lessons()
    tutor("placement", "known", "01-math-foundations")
    assert "vectors" not in lessons()


@pytest.mark.parametrize(
    "words", [("answer", "place-math-cosine", "1"), ("answer", "place-nothing", "1"), ("known",)]
)
def test_wrong_use_is_said(tutor: CommandLine, words: tuple[str, ...]) -> None:
    ran = tutor("placement", *words)
    assert ran.code == 2
    assert ran.err
