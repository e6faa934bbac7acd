"""A quiz on a terminal: each answer is kept at once, and the learner has the last word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from knowledge_base.documents import Language
from tests.fakes import FakeEmbedder
from tui.output import Output
from tui.quiz_talk import hold
from tutor.app import Tutor, open_tutor
from tutor.learner.entries import Done, Observation, Review

LANGUAGE: Language = "es"


@pytest.fixture
def learner(tutor_home: Path, monkeypatch: pytest.MonkeyPatch) -> Tutor:
    """A learner who has finished the lesson on softmax."""
    monkeypatch.setenv("TUTOR_NOW", "2026-11-28T10:00:00+00:00")
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
    tutor = open_tutor(tutor_home)
    tutor.record.add(Done(tutor.record.now(), "lesson", "softmax", 30, "2026-11-28"))
    return tutor


def held(tutor: Tutor, lines: list[str], count: int, check: bool = False) -> None:
    """Hold a quiz in which these lines are typed; then the input ends."""
    given: Iterator[str] = iter(lines)

    def typed(question: str) -> str:
        assert question
        line = next(given, None)
        if line is None:
            raise typer.Abort
        return line

    sitting = tutor.quiz.begin(LANGUAGE, check=check, count=count)
    hold(tutor, sitting, Output(language=LANGUAGE), typed)


def test_what_was_only_thought_is_graded_by_the_learner(
    learner: Tutor, capsys: pytest.CaptureFixture[str]
) -> None:
    held(learner, ["", "quizás", "3", "", "1"], 2)
    assert [(one.grade, one.how, one.answer) for one in learner.record.entries(Review)] == [
        (3, "self", ""),
        (1, "self", ""),
    ]
    (done,) = learner.record.entries(Done, kind="review")
    assert done.minutes == 1
    shown = capsys.readouterr()
    assert "Respuesta: El factor exp(c)" in shown.out
    assert "Escribe 1, 2, 3 o 4." in shown.err
    assert "2 respondidas en 1 min: 1 bien, 0 a medias, 1 por aprender." in shown.out


def test_the_program_is_agreed_with_or_corrected(learner: Tutor) -> None:
    mistake = "Porque softmax solo mira el orden de los logits"
    held(learner, [mistake, "", mistake, "2"], 2)
    assert [(one.grade, one.how) for one in learner.record.entries(Review)] == [(1, "points"), (2, "self")]


def test_what_was_answered_before_it_was_stopped_is_kept(
    learner: Tutor, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        held(learner, ["", "3", ""], 5)
    assert ended.value.exit_code == 130
    assert learner.record.count(Review) == 1
    assert len(learner.record.entries(Done, kind="review")) == 1
    assert "Lo respondido está guardado." in capsys.readouterr().err


def test_the_weekly_quiz_asks_for_letters_and_no_opinion(learner: Tutor) -> None:
    held(learner, ["a", "b", "c"], 3, check=True)
    assert [one.source for one in learner.record.entries(Observation)] == ["quiz"] * 3
    assert learner.record.count(Review) == 0
