"""Leaving the app."""

from pathlib import Path

from knowledge_base.errors import WorkFailed
from tests.tui.scripted_tutor import ScriptedTutor
from tests.tui.stage import playing


class DamagedTutor(ScriptedTutor):
    """Finds out at the end that the record is damaged."""

    async def aclose(self) -> None:
        """As the daily copy of the record does."""
        await super().aclose()
        raise WorkFailed(
            "{path} is damaged: {problem}.",
            hint="Bring the record of {day} back with: {command}",
            path="learner.db",
            problem="page 7",
            day="2026-11-28",
            command="tutor import copy.zip",
        )


async def test_damage_that_is_found_while_leaving_is_said_after_the_app_has_gone(tmp_path: Path) -> None:
    async with playing(DamagedTutor(tmp_path)) as stage:
        await stage.press("ctrl+q")
        (said,) = stage.app._exit_renderables
        assert str(said).splitlines() == [
            "learner.db está dañado: page 7.",
            "Recupera el registro del 2026-11-28 con: tutor import copy.zip",
        ]
        assert stage.app.return_code == 0
