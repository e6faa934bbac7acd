"""A learner on the quiz screen: what is due, an answer, its grade, the last word, and how it went."""

import json
import re
from pathlib import Path

import pytest

from knowledge_base.errors import WorkFailed
from tests.tui.quiz_stage import CARD, WRONG, QuizStage, QuizTutor, make_leech, quizzing
from tests.tui.stage import NOW, words
from tui.app import TutorApp
from tui.screens.help import HelpScreen
from tui.screens.passage import PassageScreen
from tutor.learner.entries import Attempt, Done, Observation, Review


@pytest.fixture
def tutor(tmp_path: Path) -> QuizTutor:
    """A learner who has finished the lesson on softmax."""
    made = QuizTutor(tmp_path)
    made.learner.learn("softmax")
    return made


def again(tmp_path: Path) -> QuizTutor:
    """The same learner after the process has ended."""
    return QuizTutor(tmp_path)


def reviews(stage: QuizStage) -> list[tuple[str, int, str]]:
    """What was kept."""
    found = stage.tutor.learner.record.entries(Review)
    return [(review.item, review.grade, review.how) for review in found]


async def test_nothing_due_says_when_reviews_begin(tmp_path: Path) -> None:
    async with quizzing(QuizTutor(tmp_path)) as stage:
        assert "Ahora no hay nada que repasar." in stage.said()
        assert "cuando termines una" in stage.said()
        assert stage.offered() == ["Volver a la conversación"]
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is not stage.screen)


async def test_nothing_due_says_when_the_next_is(tutor: QuizTutor) -> None:
    for card in tutor.quiz.queue("es").asked:
        tutor.quiz.grade("q", card.item, "es", grade=3)
    tutor.learner.clock.pass_days(1)
    async with quizzing(tutor) as stage:
        assert "Ahora no hay nada que repasar." in stage.said()
        assert "El próximo repaso: mañana." in stage.said()


async def test_an_answer_is_graded_corrected_and_kept(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        assert "Te tocan 8 preguntas: más o menos 6 min." in stage.said()
        await stage.begin()
        assert stage.title == "Repaso · 1 de 8"
        assert "1 de 8 · Softmax · nueva" in stage.said()
        tutor.learner.clock.pass_days(30 / 86400)
        await stage.answer(WRONG)
        shown = stage.said()
        assert "✗ Todavía no." in shown
        assert "se parece más a un error frecuente: Porque softmax solo mira el orden" in shown
        assert "Está en «Invariancia y estabilidad»" in shown
        assert "El programa diría «no»" in shown
        assert stage.choices.highlighted == 0
        assert reviews(stage) == []
        await stage.press("2")
        await stage.come_to("asking")
        assert reviews(stage) == [(CARD, 2, "self")]
        assert tutor.learner.record.entries(Review)[0].seconds == 30.0
        assert stage.status.startswith("Guardado. Vuelve ")
        assert stage.title == "Repaso · 2 de 8"


async def test_enter_agrees_with_the_program(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.answer(WRONG)
        await stage.press("enter")
        await stage.come_to("asking")
        assert reviews(stage) == [(CARD, 1, "points")]


async def test_an_answer_that_was_only_thought_is_graded_by_the_learner_alone(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.press("enter")
        await stage.come_to("judged")
        assert "¿La sabías?" in stage.said()
        assert "El programa" not in stage.said()
        await stage.press("enter")  # no grade is under the cursor
        await stage.come_to("judged")
        assert reviews(stage) == []
        await stage.press("4")
        await stage.come_to("asking")
        assert reviews(stage) == [(CARD, 4, "self")]


async def test_grades_can_be_clicked(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.press("enter")
        await stage.come_to("judged")
        await stage.pilot.click("#quiz-choices", offset=(2, 2))
        await stage.come_to("asking")
        assert reviews(stage) == [(CARD, 3, "self")]


async def test_the_passage_opens_once_it_is_answered(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.press("f3")
        assert stage.status == "El pasaje se abre después de responder."
        await stage.answer(WRONG)
        await stage.press("f3")
        await stage.until(lambda: isinstance(stage.app.screen, PassageScreen))
        assert "softmax(z + c) = softmax(z)" in words(stage.app.screen)
        assert stage.app.screen.query(".passage-heading.-cited")
        await stage.press("escape")
        assert stage.app.screen is stage.screen
        assert stage.screen.state == "judged"


async def test_the_whole_quiz_ends_with_how_it_went(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        for number in range(8):
            await stage.press("enter")
            await stage.come_to("judged")
            await stage.press("1" if number == 0 else "2" if number == 1 else "3")
            await stage.come_to("summary" if number == 7 else "asking")
        shown = stage.said()
        assert "8 respuestas" in shown
        assert "✓ 6 bien" in shown
        assert "◐ 1 a medias" in shown
        assert "✗ 1 por aprender" in shown
        assert "El próximo repaso: mañana." in shown
        assert [done.kind for done in tutor.learner.record.entries(Done)] == ["lesson", "review"]
        assert len(reviews(stage)) == 8


async def test_escape_ends_it_and_it_goes_on_where_it_was(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.press("enter")
        await stage.come_to("judged")
        await stage.press("3")
        await stage.come_to("asking")
        second = stage.screen._question["item"]
        stage.type("a medias")
        await stage.press("escape")
        await stage.come_to("summary")
        assert "✓ 1 bien" in stage.said()
        assert "Quedan 7 preguntas." in stage.said()
        assert stage.offered()[0] == "Seguir con el repaso"
        await stage.press("enter")
        await stage.come_to("asking")
        assert (stage.screen._question["item"], stage.box.text) == (second, "a medias")
        await stage.press("escape")
        await stage.come_to("summary")
        assert "No hay respuestas que guardar." in stage.said()
        await stage.press("escape")
        await stage.until(lambda: stage.app.screen is not stage.screen)
        assert [done.kind for done in tutor.learner.record.entries(Done)] == ["lesson", "review"]


async def test_the_grade_that_stands_is_kept_when_the_learner_stops(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.answer(WRONG)
        await stage.press("escape")
        await stage.come_to("summary")
        assert reviews(stage) == [(CARD, 1, "points")]


async def test_quitting_keeps_what_is_graded_and_what_is_typed(tutor: QuizTutor, tmp_path: Path) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.answer(WRONG)
        await stage.press("ctrl+q")
    tutor = again(tmp_path)
    async with quizzing(tutor) as stage:
        assert reviews(stage) == [(CARD, 1, "points")]
        assert "Te tocan 7 preguntas" in stage.said()
        await stage.begin()
        item = stage.screen._question["item"]
        stage.type("lo que alcancé a escribir")
        await stage.press("ctrl+q")
    tutor = again(tmp_path)
    async with quizzing(tutor) as stage:
        assert "Dejaste una respuesta a medias" in stage.said()
        await stage.begin()
        assert stage.screen._question["item"] == item
        assert stage.box.text == "lo que alcancé a escribir"
        tutor.learner.record.close()


async def test_a_process_that_dies_loses_no_answer_and_no_time(tutor: QuizTutor, tmp_path: Path) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.press("enter")
        await stage.come_to("judged")
        tutor.learner.clock.pass_days(2 / 1440)
        await stage.press("3")
        await stage.come_to("asking")
        second = stage.screen._question["item"]
        await stage.answer("No me acuerdo bien")
        desk = (tmp_path / "quiz" / "desk.json").read_text(encoding="utf-8")
        stage.screen.state = "overview"  # what a killed process does at its end: nothing
    (tmp_path / "quiz" / "desk.json").write_text(desk, encoding="utf-8")
    tutor = again(tmp_path)
    async with quizzing(tutor) as stage:
        done = tutor.learner.record.entries(Done, kind="review")
        assert [(one.minutes, one.day) for one in done] == [(2, "2026-11-28")]
        assert "Dejaste una respuesta a medias" in stage.said()
        await stage.press("enter")
        await stage.come_to("judged")
        assert stage.screen._question["item"] == second
        assert "Tú: No me acuerdo bien" in stage.said()


async def test_a_file_of_the_desk_that_is_damaged_is_only_a_draft(tutor: QuizTutor, tmp_path: Path) -> None:
    (tmp_path / "quiz").mkdir()
    (tmp_path / "quiz" / "desk.json").write_text("{", encoding="utf-8")
    async with quizzing(tutor) as stage:
        assert "Te tocan 8 preguntas" in stage.said()
        await stage.begin()
        assert stage.box.text == ""


async def test_a_question_can_be_left(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.press("ctrl+n")
        await stage.come_to("asking")
        assert stage.title == "Repaso · 2 de 8"
        assert stage.status == "Queda para otra vez."
        assert reviews(stage) == []
        await stage.answer("No lo sé")
        kept = stage.screen._judged
        assert kept is not None
        await stage.press("ctrl+n")
        await stage.come_to("asking")
        assert stage.title == "Repaso · 3 de 8"
        assert len(reviews(stage)) == (kept["es"]["grade"] is not None)


async def test_what_was_answered_in_another_window_is_not_kept_twice(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.answer(WRONG)
        tutor.learner.clock.pass_days(1 / 1440)
        tutor.quiz.grade("elsewhere", CARD, "es", grade=3)
        await stage.press("1")
        await stage.come_to("asking")
        assert reviews(stage) == [(CARD, 3, "self")]
        assert "en otra ventana" in stage.status


async def test_a_leech_is_read_again_and_chosen_by_letter(tutor: QuizTutor) -> None:
    make_leech(tutor.learner)
    async with quizzing(tutor) as stage:
        await stage.begin()
        while stage.screen._question["item"] != CARD:
            await stage.press("ctrl+n")
            await stage.come_to("asking")
        assert "Se te olvidó varias veces. Vuelve a leer «Invariancia y estabilidad»" in stage.said()
        assert len(stage.offered()) == 4
        await stage.press("f3")
        await stage.until(lambda: isinstance(stage.app.screen, PassageScreen))
        await stage.press("escape")
        wrong = stage.offered().index(f"{WRONG}.")
        await stage.press("abcd"[wrong])
        await stage.come_to("judged")
        assert "✗ Todavía no." in stage.said()
        assert stage.offered() in (["Siguiente"], ["Terminar"])
        await stage.press("escape")
        await stage.come_to("summary")
        assert "Se te olvidó varias veces" in stage.said()
        assert reviews(stage)[-1] == (CARD, 1, "choice")


async def test_the_weekly_quiz_is_without_help_and_graded_by_the_program(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        assert "El cuestionario semanal sin ayuda tiene 8 preguntas" in stage.said()
        await stage.begin("2")
        assert stage.title == "Cuestionario semanal sin ayuda · 1 de 8"
        for _ in range(8):
            await stage.press("f3")
            assert stage.status == "El pasaje se abre después de responder."
            if stage.screen._question["form"] == "choice":
                await stage.press("1")
            else:
                stage.type("0.5")
                await stage.press("enter")
            await stage.come_to("judged")
            assert re.search(r"Respuesta: (?![A-D]: )", stage.said())
            await stage.press("enter")
            await stage.until(lambda: stage.screen.state != "judged")
        await stage.come_to("summary")
        assert "8 respuestas" in stage.said()
        assert reviews(stage) == []
        assert len(tutor.learner.record.entries(Observation, source="quiz")) == 8
        assert tutor.learner.record.entries(Done)[-1].kind == "quiz"


async def test_f2_changes_the_language_in_the_middle_of_a_question(tutor: QuizTutor) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        stage.type("a medias")
        await stage.press("f2")
        await stage.until(lambda: "1 of 8 · Softmax · new" in stage.said())
        assert stage.box.text == "a medias"
        assert "Why does adding the same constant" in stage.said()
        await stage.answer(WRONG)
        await stage.press("f2")
        await stage.until(lambda: "Respuesta: El factor exp(c)" in stage.said())


async def test_a_task_is_done_in_practice_and_counts_when_the_learner_comes_back(tutor: QuizTutor) -> None:
    record = tutor.learner.record
    record.add(solved(record.now()))
    tutor.quiz.catch_up()
    tutor.learner.clock.pass_days(40)
    async with quizzing(tutor) as stage:
        await stage.begin()
        while stage.screen._question["form"] != "task":
            await stage.press("ctrl+n")
            await stage.come_to("asking")
        assert "Se repasa escribiendo código" in stage.said()
        await stage.press("enter")
        await stage.until(lambda: stage.app._practice is not None and stage.app.screen is stage.app._practice)
        practice = stage.app._practice
        assert practice is not None
        await stage.until(lambda: practice.exercise is not None and practice.exercise.id == "softmax")
        await stage.press("f4", "f5")
        await stage.until(lambda: stage.app.screen is stage.screen)
        await stage.come_to("asking")
        assert stage.screen._question["form"] == "task"  # nothing was checked yet
        tutor.learner.clock.pass_days(1 / 1440)
        record.add(solved(record.now()))
        await stage.press("f5", "f5")
        await stage.until(lambda: "Guardado. Vuelve" in stage.status)
        assert reviews(stage)[-1] == ("exercise:softmax", 3, "checks")


async def test_help_palette_and_command_lead_to_the_quiz(tutor: QuizTutor) -> None:
    async with quizzing(tutor, enter=False) as stage:
        await stage.press(*"/tarjetas", "enter")
        await stage.come_to("overview")
        await stage.press("f1")
        await stage.until(lambda: isinstance(stage.app.screen, HelpScreen))
        lines = words(stage.app.screen.query_one("#help-text")).split("\n")
        assert lines[2] == "En el repaso"
        await stage.press("escape", "f5")
        await stage.until(lambda: stage.app.screen is not stage.screen)


async def test_a_record_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    class Broken(QuizTutor):
        @property
        def quiz(self) -> object:
            raise WorkFailed("The record is damaged.", hint="Bring a copy back.")

    tutor = Broken(tmp_path)
    tutor.warm_gate.set()
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        stage = QuizStage(app, pilot, tutor)
        await stage.press("f5")
        await stage.until(lambda: bool(app._notifications))
        assert "The record is damaged." in next(iter(app._notifications)).message
        await stage.press("escape")
        await stage.until(lambda: app.screen is not stage.screen)
    tutor.close()


async def test_text_of_the_learner_is_no_markup(tutor: QuizTutor, tmp_path: Path) -> None:
    async with quizzing(tutor) as stage:
        await stage.begin()
        await stage.answer("[bold red]nada[/] \x1b[31m y [link=file:///etc/passwd]esto[/link]")
        assert "[bold red]nada[/] " in stage.said()
        assert "\x1b" not in stage.said()
        kept = json.loads((tmp_path / "quiz" / "desk.json").read_text(encoding="utf-8"))
        assert kept["draft"]["given"] is True


def solved(at: str) -> Attempt:
    """An attempt at softmax that passes."""
    return Attempt(at, "softmax", "x", "p", "passed")
