"""A learner on the practice screen: a wrong program, its counterexample, a hint, a pass."""

from pathlib import Path
from types import SimpleNamespace

from knowledge_base.errors import BadInput, Refused
from knowledge_base.exercises import Exercises
from tests.tui.practice_stage import PracticeStage, practising, said_in
from tests.tui.scripted_practice import CALL, NO_MAX, SOFTMAX, WRONG_AXIS, PracticeTutor
from tests.tui.stage import NOW
from tools.sandbox import RunResult
from tui.app import TutorApp
from tui.screens.confirm import ConfirmScreen
from tui.screens.exercises import ExercisesScreen
from tui.screens.help import HelpScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.prompt import Prompt
from tui.widgets.statement import StatementPane
from tui.widgets.status import StatusLine
from tui.widgets.title_bar import TitleBar

BLANK = "import numpy as np\n\n\ndef softmax(logits):\n    return np.exp(logits)\n"


async def test_f4_opens_the_exercise_to_do_now_and_goes_back(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path), exercise="") as stage:
        first = stage.practice.in_order[0]
        assert stage.one(TitleBar).conversation == first.entry.title.es
        assert stage.editor.text == first.starter
        assert "def" in (tmp_path / "practice" / first.id / f"{first.id.replace('-', '_')}.py").read_text()
        await stage.press("f4")
        assert stage.app.screen is not stage.screen
        await stage.press("f4")
        assert stage.app.screen is stage.screen


async def test_a_wrong_program_a_hint_and_a_pass(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        assert "Escribe `softmax(logits)`" in said_in(stage.one(StatementPane))
        await stage.check(WRONG_AXIS)
        assert stage.screen.pane == "result"
        shown = stage.result()
        assert "✗ Todavía no: falla una comprobación de 5." in shown
        assert CALL in shown
        assert "np.array([[0.5, 0.5]])" in shown
        assert "Un error conocido: Normaliza por columnas" in shown
        assert "Haz a mano la llamada de abajo" in shown
        await stage.press("f7")  # the first rung is the counterexample again
        await stage.until(lambda: "Pista · El contraejemplo" in stage.result())
        await stage.check(NO_MAX)
        assert "F7 te la muestra" in stage.result()
        await stage.press("f7")
        await stage.until(lambda: "Pista · Una pregunta" in stage.result())
        assert SOFTMAX.entry.hints.question.es in stage.result()
        assert "F7 te la muestra" not in stage.result()
        await stage.check(SOFTMAX.reference)
        shown = stage.result()
        assert "✓ Resuelto. Se cumple todo." in shown
        assert "Por qué funciona" in shown
        assert "keepdims" in shown
        assert "Pasar por el logaritmo de la suma" in shown
        assert "resuelto" in said_in(stage.one(StatementPane))
        assert [attempt.outcome for attempt in stage.practice.record.attempts()] == [
            "failed", "failed", "passed",
        ]  # fmt: skip


async def test_the_same_hint_until_the_program_changes(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(WRONG_AXIS)
        await stage.check(NO_MAX)
        await stage.press("f7")
        await stage.until(lambda: "Una pregunta" in stage.result())
        assert "la misma pista" not in stage.result()
        await stage.press("f7")
        await stage.until(lambda: "Es la misma pista de antes" in stage.result())


async def test_hints_come_after_an_attempt_and_not_after_a_pass(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.press("f7")
        await stage.until(lambda: stage.status.startswith("Primero un intento"))
        await stage.press("f8")
        await stage.until(lambda: stage.status.startswith("Primero un intento"))
        assert stage.practice.record.helps() == ()
        await stage.check(SOFTMAX.reference)
        await stage.press("f7")
        await stage.until(lambda: stage.status.startswith("Tu último intento pasó"))


async def test_the_solution_is_shown_after_a_question_and_recorded(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(WRONG_AXIS)
        await stage.press("f8")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
        await stage.press("n")
        assert stage.practice.work("softmax").state == "tried"
        await stage.press("f8")
        await stage.until(lambda: isinstance(stage.app.screen, ConfirmScreen))
        assert "Sí, verla" in str(stage.app.screen.query_one("#yes").render())
        await stage.press("s")
        await stage.until(lambda: "La solución" in stage.result())
        assert "Un solo arreglo de trabajo" in stage.result()
        assert stage.practice.work("softmax").state == "revealed"
        assert [help_.rung for help_ in stage.practice.record.helps()] == [1, 5]


async def test_running_shows_what_the_program_prints_and_is_no_attempt(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.write("print([0.5, 0.5])\n")
        await stage.press("f6")
        await stage.until(lambda: "Terminó en 0.21 s." in stage.result())
        assert "[0.5 0.5]" in stage.result()
        assert stage.tutor.sandbox.ran == [b"print([0.5, 0.5])\n"]
        assert stage.practice.record.attempts() == ()
        stage.tutor.sandbox.result = RunResult("timeout", None, "", "", True, 10.0, 30.0, "scripted")
        await stage.press("f6")
        await stage.until(lambda: "Solo se muestra el principio" in stage.result())
        assert "10" in stage.result()


async def test_a_program_that_prints_nothing_is_told_what_to_do(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.tutor.sandbox.result = RunResult("ok", 0, "", "", False, 0.1, 30.0, "scripted")
        await stage.press("f6")
        await stage.until(lambda: "No imprimió nada" in stage.result())


async def test_a_program_that_python_does_not_understand(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check("def softmax(logits:\n")
        shown = stage.result()
        assert "✗ Así todavía no se puede ejecutar." in shown
        assert "Línea 1. El '(' que se abre aquí nunca se cierra." in shown
        assert "Primero haz que el archivo se pueda ejecutar" in shown
        assert stage.practice.record.attempts()[0].outcome == "unusable"


async def test_escape_cancels_a_check_which_is_then_no_attempt(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.practice.gate.clear()
        stage.write(WRONG_AXIS)
        await stage.press("f5")
        await stage.until(lambda: bool(stage.practice.judged))
        assert "Esc" in str(stage.one(KeyBar).render())
        await stage.press("f5")
        assert stage.status == "Una cosa a la vez: Esc cancela la que está en curso."
        await stage.press("escape")
        await stage.until(lambda: not stage.screen.working)
        assert stage.status == "Cancelado; no quedó registrado como intento."
        stage.practice.gate.set()
        await stage.check(SOFTMAX.reference)  # waits for the end of the first, and is the only attempt
        assert [attempt.outcome for attempt in stage.practice.record.attempts()] == ["passed"]


async def test_what_is_being_prepared_is_told(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path, language="en")) as stage:
        stage.practice.gate.clear()
        await stage.press("f5")
        await stage.until(lambda: stage.status == "Installing numpy…")
        stage.practice.gate.set()
        await stage.until(lambda: not stage.screen.working)


async def test_without_a_sandbox_nothing_is_run_and_it_says_why(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.practice.errors.append(Refused("No sandbox holds here.", hint="Run: tutor doctor"))
        await stage.check(WRONG_AXIS)
        assert "Rechazado" in stage.result()
        assert "Run: tutor doctor" in stage.result()
        assert stage.practice.record.attempts() == ()
        await stage.check(WRONG_AXIS)
        assert "Rechazado" not in stage.result()


async def test_the_list_shows_states_and_opens_an_exercise(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(SOFTMAX.reference)
        await stage.press("ctrl+t")
        await stage.until(lambda: isinstance(stage.app.screen, ExercisesScreen))
        listed = stage.app.screen.query_one("#exercises-list")
        at = listed.get_option_index("softmax")  # type: ignore[attr-defined]
        assert listed.highlighted == at  # type: ignore[attr-defined]
        assert str(listed.get_option("softmax").prompt).startswith("●")  # type: ignore[attr-defined]
        await stage.press("down", "enter")
        await stage.until(lambda: stage.screen.exercise is not None and stage.screen.exercise.id != "softmax")


async def test_next_goes_to_an_unsolved_exercise(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(WRONG_AXIS)  # begun: it is what the service suggests, and not what is meant here
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.screen.exercise is not None and stage.screen.exercise.id != "softmax")
        await stage.until(stage.lies_open)
        assert "Aquí aparece lo que dice la comprobación" in stage.result()


async def test_f2_changes_statement_report_and_hint_at_once(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(WRONG_AXIS)
        await stage.press("f7")
        await stage.until(lambda: "Pista · El contraejemplo" in stage.result())
        await stage.press("f2")
        await stage.until(lambda: "Not yet: one check of 5 fails." in stage.result())
        assert "Hint · The counterexample" in stage.result()
        assert "A known mistake: It normalises over columns" in stage.result()
        await stage.until(lambda: "Write `softmax(logits)`" in said_in(stage.one(StatementPane)))
        assert stage.one(TitleBar).conversation == SOFTMAX.entry.title.en
        assert "Check" in str(stage.one(KeyBar).render())


async def test_the_slash_command_the_palette_and_the_help_lead_there(tmp_path: Path) -> None:
    tutor = PracticeTutor(tmp_path, language="en")
    async with practising(tutor) as stage:
        await stage.press("f1")
        await stage.until(lambda: isinstance(stage.app.screen, HelpScreen))
        shown = said_in(stage.app.screen)
        assert shown.index("In practice") < shown.index("Everywhere")
        await stage.press("escape", "f4")
        stage.app.screen.query_one(Prompt).insert("/exercises")
        await stage.press("enter")
        await stage.until(lambda: stage.app.screen is stage.screen)
        offered = {command.title for command in stage.app.get_system_commands(stage.screen)}
        assert {"Check", "Run", "Hint", "See the solution", "Next exercise", "Open in your editor"} <= offered
        assert "Sources" not in offered


async def test_a_course_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    tutor = PracticeTutor(tmp_path)
    practice, tutor.practice = tutor.practice, _Unreadable()
    tutor.warm_gate.set()
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        stage = PracticeStage(app, pilot, tutor)
        await pilot.pause()
        await stage.press("f4")
        await stage.until(lambda: bool(app._notifications))
        (told,) = app._notifications
        assert "x.yaml is wrong." in told.message
        await stage.press("f5", "f7", "f8", "f9", "ctrl+t", "ctrl+n", "ctrl+s", "f2", "f4")
        assert len(app._notifications) == 1
        await stage.press("ctrl+q")
        assert app.return_code == 0
    practice.close()


async def test_a_course_without_exercises_says_so(tmp_path: Path) -> None:
    tutor = PracticeTutor(tmp_path)
    practice, tutor.practice = tutor.practice, _Without()
    tutor.warm_gate.set()
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        stage = PracticeStage(app, pilot, tutor)
        await pilot.pause()
        await stage.press("f4")
        await stage.until(lambda: "todavía no tiene ejercicios" in str(stage.one(StatusLine).render()))
    practice.close()


async def test_when_all_is_solved_next_says_so(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        for exercise in stage.practice.in_order:
            stage.practice.record.add_attempt(exercise.id, "x", "x", "passed")
        await stage.press("ctrl+n")
        await stage.until(lambda: stage.status == "No hay otro ejercicio por resolver.")


class _Unreadable:
    """Practice whose exercises are wrong."""

    @property
    def exercises(self) -> Exercises:
        raise BadInput("{path} is wrong.", path="x.yaml")


class _Without:
    """Practice of a course that has no exercises."""

    exercises = SimpleNamespace(ids=())

    def suggestion(self) -> None:
        """Nothing to do."""
