"""`tutor quiz`, as a learner would type it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeEmbedder
from tests.tui.command_line import CommandLine
from tutor.clock import now
from tutor.learner.entries import Done, Observation, Review
from tutor.learner.record import Record

ITEM, OTHER = "softmax-shift-invariance", "softmax-masked-row"
NEAR = "exp(c) sale como factor en el numerador y en todos los términos del denominador y se cancela"


@pytest.fixture
def studied(tutor: CommandLine, tutor_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner who has finished the lesson on softmax; the folder of their record."""
    monkeypatch.setenv("TUTOR_NOW", "2026-11-28T10:00:00+00:00")
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
    days = ("--start", "2026-11-28", "--days", "sat,sun", "--hours", "8", "--timezone", "UTC", "--yes")
    assert tutor("setup", "--language", "es", *days).code == 0
    record = Record(tutor_home / "learner.db", now)
    record.add(Done(record.now(), "lesson", "softmax", 30, "2026-11-28"))
    record.close()
    return tutor_home


def answers(folder: Path, *given: dict[str, Any]) -> str:
    """A file of answers."""
    path = folder / "answers.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return str(path)


def counts(home: Path) -> tuple[int, int, int]:
    """Reviews, observations and blocks of study that the record has."""
    record = Record(home / "learner.db", now)
    found = record.count(Review), record.count(Observation), record.count(Done)
    record.close()
    return found


def test_what_is_due_is_asked_without_its_answer(tutor: CommandLine, studied: Path) -> None:
    document = tutor("quiz", "--json", "--count", "3").document
    assert document["items"][0]["item"] == ITEM
    assert len(document["items"]) == 3
    assert document["left"] == 5
    assert "answer" not in document["items"][0]
    text = tutor("quiz", "--language", "es")
    assert "¿Por qué sumar la misma constante" in text.out
    assert "se cancela" not in text.out
    assert counts(studied) == (0, 0, 1)


def test_answers_from_a_file_are_graded_and_kept(tutor: CommandLine, studied: Path) -> None:
    file = answers(
        studied, {"item": ITEM, "grade": "good", "seconds": 100}, {"item": OTHER, "answer": "", "seconds": 9}
    )
    document = tutor("quiz", "--answers", file, "--json", "--language", "en").document
    first, second = document["items"]
    assert (first["grade"], first["how"], first["next"]) == (3, "self", "2026-11-30")
    assert first["answer"].startswith("The factor exp(c)")
    assert first["passage"]["heading"] == "Shift invariance and stability"
    assert (second["grade"], second["how"], second["next"]) == (None, "unsure", None)
    assert (document["left"], document["next_due"], document["minutes"]) == (7, "2026-11-30", 2)
    assert counts(studied) == (1, 1, 2)
    again = tutor("quiz", "--answers", file, "--language", "es")
    assert f"Ya estaban respondidas: {ITEM}" in again.out
    assert counts(studied) == (1, 1, 2)


def test_an_answer_is_shown_with_what_is_missing(tutor: CommandLine, studied: Path) -> None:
    file = answers(studied, {"item": OTHER, "answer": "No da NaN, reparte la probabilidad por igual"})
    shown = tutor("quiz", "--answers", file, "--language", "es").out
    for words in ("Todavía no.", "Respuesta: Porque el máximo", "error frecuente", "Vuelve el 2026-11-29"):
        assert words in shown
    assert "1 respondidas en 1 min: 0 bien, 0 a medias, 1 por aprender." in shown


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('[{"item": "softmax-shift-invariance", "grade": 3}', "no whole JSON"),
        ('{"item": "softmax-shift-invariance"}', "no list of answers"),
        ('[{"item": "softmax-shift-invariance", "grade": 7}]', "7 is no grade"),
        ('[{"item": "softmax-shift-invariance", "grade": 3}, {"item": "softmax-nothing", "grade": 3}]',
         "There is no item"),
        ('[{"item": "softmax-shift-invariance"}, {"item": "softmax-shift-invariance"}]', "is there twice"),
        ('[{"item": "softmax-shift-invariance", "grade": 3}, {"answer": "x"}]', "answer 2 cannot be used"),
        ('[{"item": "softmax-shift-invariance", "grade": 3}, {"item": "exercise:softmax", "answer": "x"}]',
         "graded by its checks"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_changes_nothing(
    tutor: CommandLine, studied: Path, content: str, says: str
) -> None:
    (studied / "answers.json").write_text(content, encoding="utf-8")
    ran = tutor("quiz", "--answers", str(studied / "answers.json"), "--language", "en")
    assert ran.code == 2
    assert says in ran.err
    assert counts(studied) == (0, 0, 1)


def test_the_weekly_quiz(tutor: CommandLine, studied: Path) -> None:
    asked = tutor("quiz", "--check", "--json", "--count", "4", "--language", "es").document["items"]
    assert len(asked) == 4
    assert all(len(one["options"]) == 4 for one in asked if one["form"] == "choice")
    choices = [one for one in asked if one["form"] == "choice"]
    given = [{"item": one["item"], "answer": "B", "seconds": 20} for one in choices]
    document = tutor(
        "quiz", "--check", "--answers", answers(studied, *given), "--json", "--language", "es"
    ).document
    assert [one["your_answer"] for one in document["items"]] == [one["options"][1] for one in choices]
    assert all((one["grade"] == 3) == one["answer"].startswith("B: ") for one in document["items"])
    assert counts(studied) == (0, len(choices), 2)
    graded = tutor("quiz", "--check", "--answers", answers(studied, {"item": ITEM, "grade": 3}))
    assert graded.code == 2
    assert tutor("quiz", "--check", "--skill", "softmax").code == 2


def test_the_deck_and_the_history(tutor: CommandLine, studied: Path) -> None:
    deck = studied / "deck.apkg"
    document = tutor("quiz", "--anki", str(deck), "--json").document
    assert document["languages"] == ["es", "en"]
    assert deck.is_file()
    (studied / "old.csv").write_text(f"item,at,grade\n{ITEM},2026-11-27T10:00:00+00:00,3\n", encoding="utf-8")
    brought = tutor("quiz", "--import", str(studied / "old.csv"), "--json").document
    assert brought == {"added": 1, "known": 0, "foreign": 0}
    assert "1 ya estaban" in tutor("quiz", "--import", str(studied / "old.csv"), "--language", "es").out
    assert tutor("quiz", "--import", str(studied / "no.apkg")).code == 3
    assert tutor("quiz", "--fit", "--anki", str(deck)).code == 2


def test_a_short_log_is_not_fitted(tutor: CommandLine, studied: Path) -> None:
    document = tutor("quiz", "--fit", "--json").document
    assert (document["reviews"], document["needed"], document["kept"]) == (0, 400, False)
    assert "Desde 400" in tutor("quiz", "--fit", "--language", "es").out
