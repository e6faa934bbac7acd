"""Opening: the first frame before anything heavy, a question that waits, and a tutor that cannot start."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from knowledge_base.errors import BadInput, Missing
from tests.tui.scripted_tutor import QUESTION, ScriptedTutor
from tests.tui.stage import NOW, Stage, playing, words
from tui.app import TutorApp
from tui.widgets.answer import ErrorNotice
from tui.widgets.status import StatusLine

HEAVY = [
    "chromadb", "httpx2", "langgraph", "lxml", "numpy", "onnxruntime", "openai", "pypdf", "scipy", "sklearn",
    "sqlite_utils", "tokenizers", "torch", "trafilatura", "transformers", "xllamacpp",
]  # fmt: skip

FIRST_FRAME = """
import asyncio, json, sys
from pathlib import Path
from tui.app import TutorApp
from tutor.app import open_tutor

async def main(home):
    tutor = open_tutor(Path(home))
    seen = {}

    def warm(say):
        seen["modules"] = sorted(sys.modules)
        seen["screen"] = app.export_screenshot(simplify=True)

    tutor.warm = warm
    app = TutorApp(lambda: tutor)
    async with app.run_test(size=(80, 24)) as pilot:
        while not app._is_ready():
            await pilot.pause()
    print(json.dumps(seen))

asyncio.run(main(sys.argv[1]))
"""


def test_the_first_frame_is_painted_before_any_heavy_import(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TUTOR_LANGUAGE": "en"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert "LLM&#160;engineering&#160;tutor" in seen["screen"]  # the welcome was there when warming began
    assert [name for name in HEAVY if name in seen["modules"]] == []


async def test_what_is_being_prepared_is_told_quietly_while_the_learner_types(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path), warm=False) as stage:
        await stage.until(lambda: stage.one(StatusLine).doing == "warm.library")
        assert "ya puedes escribir" in str(stage.one(StatusLine).render())
        await stage.press("h", "o", "l", "a")
        assert stage.prompt.text == "hola"
        stage.tutor.warm_gate.set()
        await stage.until(stage.app._is_ready)
        await stage.until(lambda: stage.one(StatusLine).doing == "")
        assert stage.prompt.text == "hola"


async def test_a_question_sent_meanwhile_waits_in_sight_and_is_answered(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path), warm=False) as stage:
        await stage.send(QUESTION)
        await stage.until(lambda: "espera" in words(stage.last_turn()))
        assert stage.tutor.asked == []
        stage.tutor.warm_gate.set()
        await stage.until(lambda: bool(stage.tutor.asked) and not stage.chat.answering)
        assert "[1]" in words(stage.last_turn())


async def test_a_waiting_question_can_be_cancelled(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path), warm=False) as stage:
        await stage.send(QUESTION)
        await stage.press("escape")
        await stage.until(lambda: not stage.chat.answering)
        assert "Cancelada" in words(stage.last_turn())
        stage.tutor.warm_gate.set()
        await stage.until(stage.app._is_ready)
        assert stage.tutor.asked == []


async def test_when_warming_fails_it_is_told_and_the_next_question_tries_again(tmp_path: Path) -> None:
    problem = Missing("The model {name} is not here.", hint="Run: tutor model pull {name}", name="x")
    tutor = ScriptedTutor(tmp_path, warm_errors=[problem])
    tutor.warm_gate.set()
    async with playing(tutor, warm=False) as stage:
        await stage.until(lambda: bool(stage.chat.query(ErrorNotice)))
        shown = words(stage.chat.query_one(ErrorNotice))
        assert "Falta algo" in shown
        assert "The model x is not here." in shown
        assert "Run: tutor model pull x" in shown
        assert stage.one(StatusLine).doing == "status.failed"
        await stage.ask(QUESTION)
        assert "[1]" in words(stage.last_turn())
        assert stage.one(StatusLine).doing == ""


async def test_a_wrong_settings_file_is_told_and_the_app_lives_on(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path)
    tutor.warm_gate.set()
    problems = [BadInput("{path} is not valid TOML: {problem}.", path="config.toml", problem="line 1")] * 2

    def open_tutor() -> ScriptedTutor:
        if problems:
            raise problems.pop()
        return tutor

    app = TutorApp(open_tutor, now=lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        stage = Stage(app, pilot, tutor)
        await stage.until(lambda: bool(stage.chat.query(ErrorNotice)))
        assert "config.toml no es TOML válido: line 1." in words(stage.chat.query_one(ErrorNotice))
        await stage.ask(QUESTION)  # the file was mended meanwhile
        assert "[1]" in words(stage.last_turn())


async def test_quitting_does_not_wait_for_the_warming(tmp_path: Path) -> None:
    tutor = ScriptedTutor(tmp_path, warm_gate=threading.Event())
    async with playing(tutor, warm=False) as stage:
        await stage.press("ctrl+q")
        assert stage.app.return_code == 0
        assert not tutor.closed  # nothing was opened that would need closing


async def test_a_report_that_has_no_words_of_its_own_is_still_told(tmp_path: Path) -> None:
    async with playing(ScriptedTutor(tmp_path)) as stage:
        stage.app._heard("warm.something_new")
        assert "Preparando el tutor" in str(stage.one(StatusLine).render())
