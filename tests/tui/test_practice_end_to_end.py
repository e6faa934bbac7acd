"""The practice screen with the real sandbox: a known mistake, its report, a run, and the pass."""

from pathlib import Path

import pytest

from tests.learner_environments import share
from tests.tui.practice_stage import PracticeStage
from tests.tui.scripted_practice import SOFTMAX, WRONG_AXIS
from tests.tui.stage import NOW
from tools.running.environments import Environments
from tui.app import TutorApp
from tutor.app import open_tutor
from tutor.settings import ModelSettings, Settings


@pytest.mark.slow
async def test_a_mistake_a_run_and_a_pass_in_the_real_sandbox(
    tmp_path: Path, learner_environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    share(learner_environments, tmp_path)
    tutor = open_tutor(tmp_path, Settings(language="es", model=ModelSettings(name="none")))
    monkeypatch.setattr(tutor, "warm", lambda say: None)  # the chat has no part in this
    app = TutorApp(lambda: tutor, now=lambda: NOW)
    async with app.run_test(size=(120, 40)) as pilot:
        stage = PracticeStage(app, pilot, tutor)  # type: ignore[arg-type]
        await pilot.pause()
        await stage.enter()
        await stage.open()
        await checked(stage, WRONG_AXIS)
        assert "✗ Todavía no" in stage.result()
        assert "softmax(logits=np.array(" in stage.result()
        assert "Un error conocido: Normaliza por columnas" in stage.result()
        stage.write(SOFTMAX.reference + "\n\nprint(softmax(np.zeros(2)))\n")
        await stage.press("f6")
        await finished(stage)
        assert "[0.5 0.5]" in stage.result()
        await checked(stage, SOFTMAX.reference)
        assert "✓ Resuelto" in stage.result()
        await stage.press("ctrl+q")
    attempts = open_tutor(tmp_path).practice.record.attempts()
    assert [attempt.outcome for attempt in attempts] == ["failed", "passed"]


async def checked(stage: PracticeStage, program: str) -> None:
    """Check a program, however long it takes."""
    stage.write(program)
    await stage.press("f5")
    await finished(stage)


async def finished(stage: PracticeStage) -> None:
    """Wait for the work that goes on."""
    assert stage.screen._work is not None
    await stage.screen._work.wait()
    await stage.pilot.pause()
