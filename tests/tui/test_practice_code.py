"""The program on the practice screen: typed, coloured, kept, and open in another editor at the same time."""

import sys
from pathlib import Path

import pytest
from textual.widgets import TextArea

from tests.tui.practice_stage import PracticeStage, practising
from tests.tui.scripted_practice import SOFTMAX, WRONG_AXIS, PracticeTutor
from tui.own_editor import editor_command
from tui.widgets import code_pane
from tui.widgets.code_editor import CodeEditor
from tui.widgets.pane_tabs import PaneTabs

NARROW, WIDE = (80, 24), (120, 40)


def file_of(home: Path) -> Path:
    """The learner's file."""
    return home / "practice" / "softmax" / "softmax.py"


async def typed(stage: PracticeStage, *keys: str) -> str:
    """An empty program after some keys."""
    stage.editor.clear()
    stage.editor.focus()
    await stage.press(*keys)
    return stage.editor.text


def colours(editor: CodeEditor, line: int) -> dict[str, str]:
    """The colour of each coloured piece of a line."""
    editor.render_lines(editor.size.region)
    text = editor.get_line(line)
    return {
        text.plain[span.start : span.end]: span.style.color.name
        for span in text.spans
        if not isinstance(span.style, str) and span.style.color is not None
    }


def lowered(stage: PracticeStage) -> dict[str, str]:
    """The colours of the theme, as Rich writes them."""
    return {name: value.lower() for name, value in stage.app.theme_variables.items()}


async def test_python_is_coloured_and_follows_the_theme(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.write('x = """two\nlines"""  # yes\ndef f():\n    return None\n')
        await stage.pilot.pause()
        dark = lowered(stage)
        assert colours(stage.editor, 0)["two"] == dark["success"]
        assert colours(stage.editor, 1) == {
            "lines": dark["success"], '"""': dark["success"], "# yes": dark["foreground-muted"],
        }  # fmt: skip
        assert colours(stage.editor, 3) == {"return": dark["primary"], "None": dark["warning"]}
        stage.app.action_switch_theme()
        await stage.pilot.pause()
        light = lowered(stage)
        assert light["primary"] != dark["primary"]
        assert colours(stage.editor, 3)["return"] == light["primary"]


async def test_enter_keeps_the_indentation_and_backspace_takes_it_back(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        assert await typed(stage, *"if a:", "enter", *"b", "enter", *"c") == "if a:\n    b\n    c"
        assert await typed(stage, *"if a:", "enter", "tab", *"b") == "if a:\n        b"
        assert await typed(stage, *"if a:", "enter", "backspace", *"b") == "if a:\nb"
        assert await typed(stage, "space", "space", "backspace") == ""
        assert await typed(stage, *"ab", "backspace", "backspace", "backspace") == ""
        stage.editor.undo()
        assert stage.editor.text


async def test_what_is_typed_is_saved_at_a_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_pane, "SAVE_AFTER", 0.01)
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.editor.focus()
        await stage.press("ctrl+home", *"# hola")
        await stage.until(lambda: file_of(tmp_path).read_text().startswith("# hola"))


async def test_a_check_saves_before_anything_is_run(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.practice.gate.clear()
        stage.write(WRONG_AXIS)
        await stage.press("f5")
        await stage.until(lambda: bool(stage.practice.judged))
        assert file_of(tmp_path).read_text() == WRONG_AXIS
        stage.practice.gate.set()


async def test_it_opens_again_where_it_was(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(WRONG_AXIS)
        stage.write(WRONG_AXIS + "# more\n")
        stage.editor.move_cursor((4, 7))
        await stage.press("ctrl+q")
    async with practising(PracticeTutor(tmp_path), exercise="") as stage:
        assert stage.screen.exercise is not None
        assert stage.screen.exercise.id == "softmax"
        assert stage.editor.text == WRONG_AXIS + "# more\n"
        assert stage.editor.cursor_location == (4, 7)
        assert "Un error conocido: Normaliza por columnas" in stage.result()


async def test_a_report_that_another_door_has_made_old_is_not_shown(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.check(WRONG_AXIS)
        stage.practice.record.add_attempt("softmax", "x", "x", "passed", seed=99)
        await stage.open("softmax")
        assert "Todavía no" not in stage.result()
        assert "Por qué funciona" in stage.result()  # solved meanwhile


async def test_the_file_that_another_editor_saved_appears_and_can_be_undone(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        file_of(tmp_path).write_text("# outside\n")
        stage.app.app_focus = False
        stage.app.app_focus = True
        await stage.until(lambda: stage.editor.text == "# outside\n")
        assert stage.status.startswith("El archivo cambió en tu otro editor")
        stage.editor.undo()
        assert stage.editor.text == SOFTMAX.starter


async def test_where_both_changed_nothing_is_lost(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path)) as stage:
        stage.write("# here\n")
        file_of(tmp_path).write_text("# outside\n")
        await stage.press("ctrl+s")
        await stage.until(lambda: file_of(tmp_path).read_text() == "# here\n")
        assert file_of(tmp_path).with_name("softmax.other.py").read_text() == "# outside\n"
        (told,) = stage.app._notifications
        assert told.title == "Dos versiones"


async def test_a_file_that_cannot_be_written_is_told_and_the_text_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: str) -> None:
        raise OSError(28, "No space left on device")

    async with practising(PracticeTutor(tmp_path)) as stage:
        monkeypatch.setattr("tui.practice_desk.write_whole", full)
        stage.write("# here\n")
        await stage.press("ctrl+s")
        await stage.until(lambda: "No space left on device" in stage.status)
        assert stage.editor.text == "# here\n"


async def test_without_an_editor_it_says_where_the_file_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with practising(PracticeTutor(tmp_path)) as stage:
        await stage.press("f9")
        await stage.until(lambda: bool(stage.app._notifications))
        (told,) = stage.app._notifications
        assert str(file_of(tmp_path)) in told.message
        assert stage.app.clipboard == str(file_of(tmp_path))


async def test_the_learners_own_editor_is_run_and_its_text_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "an editor.py"
    script.write_text("import sys\nopen(sys.argv[-1], 'a').write('# from outside\\n')\n")
    monkeypatch.setenv("VISUAL", f'"{sys.executable}" "{script}" --wait')
    async with practising(PracticeTutor(tmp_path)) as stage:
        monkeypatch.setattr(type(stage.app._driver), "can_suspend", True)
        await stage.press("f9")
        await stage.until(lambda: stage.editor.text.endswith("# from outside\n"))


async def test_an_editor_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", str(tmp_path / "no-such-editor"))
    async with practising(PracticeTutor(tmp_path)) as stage:
        monkeypatch.setattr(type(stage.app._driver), "can_suspend", True)
        await stage.press("f9")
        await stage.until(lambda: len(stage.app._notifications) == 2)
        assert any("no se pudo abrir" in told.message for told in stage.app._notifications)


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({}, []),
        ({"EDITOR": "nano"}, ["nano"]),
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
        ({"EDITOR": "'half"}, []),
    ],
)
def test_the_editor_is_named_as_git_takes_it(environment: dict[str, str], command: list[str]) -> None:
    assert editor_command(environment) == command


async def test_in_a_narrow_terminal_one_pane_is_in_sight(tmp_path: Path) -> None:
    async with practising(PracticeTutor(tmp_path), NARROW) as stage:
        panes = {name: stage.screen.query_one(f"#{name}") for name in ("statement", "code", "result")}

        def in_sight() -> list[str]:
            return [name for name, pane in panes.items() if pane.is_on_screen and pane.region.area > 0]

        assert in_sight() == ["statement"]
        await stage.press("f3")
        assert in_sight() == ["code"]
        await stage.press("f3")
        assert in_sight() == ["result"]
        await stage.press("escape")
        assert in_sight() == ["code"]
        await stage.press("#")
        assert stage.editor.text.startswith("#")
        await stage.pilot.click("#all-tabs", offset=(3, 0))
        assert in_sight() == ["statement"]
        await stage.pilot.resize_terminal(*WIDE)
        await stage.until(lambda: in_sight() == ["statement", "code"])
        await stage.pilot.click("#side-tabs", offset=(15, 0))
        await stage.until(lambda: in_sight() == ["code", "result"])
        assert stage.one(PaneTabs).current == "result"
        await stage.pilot.click(CodeEditor, offset=(20, 3))
        await stage.until(lambda: stage.screen.pane == "code")
        await stage.pilot.resize_terminal(*NARROW)
        await stage.until(lambda: in_sight() == ["code"])
        assert isinstance(stage.app.focused, TextArea)
