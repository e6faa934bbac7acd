"""An interpreter is shown with what it needs: its own folders, wherever links lead, and nothing beside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge_base.errors import Missing, Refused
from tools.sandbox import Limits, Program
from tools.sandboxing import interpreters
from tools.sandboxing.bubblewrap import BubblewrapSandbox
from tools.sandboxing.interpreters import interpreter
from tools.sandboxing.self_test import own_python


def environment(folder: Path, base: Path | None = None) -> Path:
    """A small virtual environment; its interpreter."""
    made = [base or own_python(), "-m", "venv", "--without-pip", folder]
    subprocess.run(made, check=True)
    return folder / "bin" / "python"


def runs(python: Path, source: str) -> str:
    result = BubblewrapSandbox().run(
        Program({"main.py": source.encode()}, "main.py", python), Limits(20, 256)
    )
    assert result.stderr == ""
    return result.stdout


def test_an_environment_is_shown_with_its_base(tmp_path: Path) -> None:
    python = environment(tmp_path / "env")
    found = interpreter(python)
    assert found.executable == python
    assert tmp_path / "env" in found.folders
    assert any(own_python().is_relative_to(folder) for folder in found.folders) or sys.prefix.startswith(
        "/usr"
    )
    assert runs(python, "import sys; print(sys.prefix)") == f"{tmp_path / 'env'}\n"


def test_a_base_behind_a_link_is_found(tmp_path: Path) -> None:
    alias = tmp_path / "python-3-latest"
    alias.symlink_to(own_python().parent.parent)
    python = environment(tmp_path / "env", alias / "bin" / own_python().name)
    assert runs(python, "import sys, json; print(sys.prefix)") == f"{tmp_path / 'env'}\n"


def test_an_executable_behind_links_is_found(tmp_path: Path) -> None:
    python = environment(tmp_path / "env")
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "python3").symlink_to(own_python())
    python.unlink()
    python.symlink_to(shims / "python3")
    assert runs(python, "import sys; print(sys.prefix)") == f"{tmp_path / 'env'}\n"


def test_an_environment_behind_a_link_is_found(tmp_path: Path) -> None:
    environment(tmp_path / "env")
    (tmp_path / "link").symlink_to(tmp_path / "env")
    assert runs(tmp_path / "link" / "bin" / "python", "print('ran')") == "ran\n"


def pth(python: Path, text: str) -> None:
    (site,) = python.parent.parent.glob("lib/python3*/site-packages")
    (site / "editable.pth").write_text(text)


def test_an_editable_install_is_shown_read_only(tmp_path: Path) -> None:
    python = environment(tmp_path / "env")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "layer.py").write_text("name = 'dense'")
    pth(python, f"# mine\nimport os\n{tmp_path / 'mine'}\n/nowhere/at/all\n")
    source = f"""
import layer
print(layer.name)
try:
    open({str(tmp_path / "mine" / "new")!r}, "w")
except OSError as problem:
    print(problem.strerror)
"""
    assert runs(python, source) == "dense\nRead-only file system\n"


def test_an_editable_install_of_the_tutor_is_not_shown(tmp_path: Path) -> None:
    root = Path(interpreters.__file__).parents[2]
    python = environment(tmp_path / "env")
    pth(python, f"{root}\n")
    assert root not in interpreter(python).folders
    assert runs(python, f"import os; print(os.path.exists({str(root / 'tools')!r}))") == "False\n"


def test_an_editable_install_in_the_home_folder_itself_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "env").mkdir(parents=True)
    python = environment(tmp_path / "home" / "env")
    assert interpreter(python).folders
    pth(python, f"{tmp_path / 'home'}\n")
    os.utime(python, follow_symlinks=False)
    interpreters._interpreter.cache_clear()
    with pytest.raises(Refused, match="home"):
        interpreter(python)


def test_what_is_no_python_is_said(tmp_path: Path) -> None:
    text = tmp_path / "python"
    text.write_text("not a program")
    for path in (text, tmp_path / "nothing", tmp_path, Path("/bin/false")):
        with pytest.raises(Missing) as missing:
            interpreter(path)
        assert missing.value.hint
