"""The learner's environments: apart from the tutor's own, made on first need, found at once afterwards.

An environment holds what `environments.toml` names and nothing of the tutor's. It is built under another
name and put in place when it is whole, so one that is there can be used; a kill half-way is redone.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from knowledge_base.errors import BadInput, Missing
from tools.running.package_index import Say, install, make_virtual_environment, quiet
from tools.sandbox import Profile

RECIPES = Path(__file__).with_name("environments.toml")
DEFAULT = "numpy"
PREPARE = "tutor run --prepare {name}"
_MARK = "whole.txt"


@dataclass(frozen=True)
class Recipe:
    """What goes into an environment; see `environments.toml`."""

    name: str
    units: tuple[str, ...]
    profile: Profile
    imports: tuple[str, ...]
    requirements: tuple[str, ...]
    size: str
    preload: tuple[str, ...] = ()
    cpu_index: str = ""
    ask_first: bool = False
    seconds: float = 0.0
    memory_mb: int = 0

    @property
    def mark(self) -> str:
        """Changes when the environment must be made anew."""
        python = ".".join(str(part) for part in sys.version_info[:2])
        text = "\n".join([python, *self.requirements])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Environment:
    """One that is whole.

    Attributes:
        name: of its recipe.
        folder: where it is; it must not be moved.
        python: its interpreter.
        profile: of the sandbox, for programs that run in it.
        imports: what may be imported beside Python's own library.
        preload: modules that a grading sandbox imports ahead.
        memory_mb: the least that a run gets; 0 where the usual is enough.
    """

    name: str
    folder: Path
    python: Path
    profile: Profile
    imports: tuple[str, ...]
    preload: tuple[str, ...] = ()
    memory_mb: int = 0


@cache
def recipes() -> dict[str, Recipe]:
    """Every recipe by name, the smallest first."""
    tables = tomllib.loads(RECIPES.read_text(encoding="utf-8"))
    shape = TypeAdapter(Recipe)
    return {name: shape.validate_python({"name": name, **table}) for name, table in tables.items()}


def recipe_for_unit(unit: str) -> Recipe:
    """What a unit of the course needs; the default where nothing is said of it."""
    return next((recipe for recipe in recipes().values() if unit in recipe.units), recipes()[DEFAULT])


class Environments:
    """Those of one learner.

    Args:
        folder: where they are kept, `TUTOR_HOME/environments`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str) -> Environment | None:
        """An environment that is whole and current; None where it would have to be made.

        Raises:
            BadInput: there is no such environment.
        """
        recipe = _known(name)
        folder = self.folder / name
        return _environment(recipe, folder) if _is_whole(folder, recipe) else None

    def ensure(self, name: str, say: Say = quiet) -> Environment:
        """The environment, made now if it is not there; another process that makes it is waited for.

        Raises:
            BadInput: there is no such environment.
            Missing: it cannot be made without a network, or has no build for this machine.
            WorkFailed: the disk is full or the folder cannot be written.
        """
        if found := self.find(name):
            return found
        recipe = _known(name)
        with self._alone(name, say):
            return self.find(name) or self._made(recipe, say)

    def ready(self, name: str, say: Say = quiet) -> Environment:
        """As `ensure`, but one that is large is not made without being asked for.

        Raises:
            Missing: as `ensure`; or it is large, and the hint has the command that makes it.
        """
        recipe = _known(name)
        if recipe.ask_first and self.find(name) is None:
            raise Missing(
                "This program needs {imports}, which the tutor has not fetched yet ({size} to download).",
                hint="Run once, with a network: {mend}",
                imports=name,
                size=recipe.size,
                mend=PREPARE.format(name=name),
            )
        return self.ensure(name, say)

    def for_unit(self, unit: str, say: Say = quiet) -> Environment:
        """As `ensure`, for what a unit of the course needs."""
        return self.ensure(recipe_for_unit(unit).name, say)

    @contextlib.contextmanager
    def _alone(self, name: str, say: Say) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / f".{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another window is making the environment {name}; waiting for it...", name=name)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _made(self, recipe: Recipe, say: Say) -> Environment:
        folder, old = self.folder / recipe.name, self.folder / f".{recipe.name}.old"
        left = list(self.folder.glob(f".{recipe.name}.new-*"))  # by processes that were killed
        fresh = next((each for each in left if _is_whole(each, recipe)), None)
        if fresh is None:
            # A name of its own: an installer that outlived its tutor may still write into the others.
            fresh = self.folder / f".{recipe.name}.new-{secrets.token_hex(4)}"
            _build(recipe, fresh, say)
        _remove(old)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        for each in (old, *left):
            _remove(each)
        return _environment(recipe, folder)


def _build(recipe: Recipe, folder: Path, say: Say) -> None:
    if recipe.requirements:
        say(
            "Making the environment {name} for your programs ({size} to download); this happens once.",
            name=recipe.name,
            size=recipe.size,
        )
    try:
        _fill(recipe, folder, say)
    except BaseException:
        _remove(folder)
        raise
    (folder / _MARK).write_text(recipe.mark, encoding="utf-8")


def _fill(recipe: Recipe, folder: Path, say: Say) -> None:
    make_virtual_environment(folder)
    python = _python(folder)
    mend = PREPARE.format(name=recipe.name)
    if recipe.requirements:
        install(python, recipe.requirements, cpu_index=recipe.cpu_index, say=say, mend=mend)
    _tidy(folder)
    if recipe.imports:
        _try_imports(recipe, python, mend)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _tidy(folder: Path) -> None:
    """Leave interpreter and packages: scripts name the folder they were made in, .pth files run code."""
    for script in _python(folder).parent.iterdir():
        if not script.name.startswith("python"):
            script.unlink()
    for path in folder.glob("[Ll]ib/**/site-packages/*.pth"):
        path.unlink()


def _try_imports(recipe: Recipe, python: Path, mend: str) -> None:
    wanted = f"import {', '.join(recipe.imports)}"
    done = subprocess.run(  # noqa: S603 - our own line, in the environment that was just made
        [python, "-I", "-c", wanted], capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["?"]
        raise Missing(
            "What was installed into the environment {name} does not work on this machine: {problem}",
            hint="Use another version of Python for the tutor, then run: {mend}",
            name=recipe.name,
            problem=lines[-1],
            mend=mend,
        )


def _is_whole(folder: Path, recipe: Recipe) -> bool:
    try:
        mark = (folder / _MARK).read_text(encoding="utf-8")
    except OSError:
        return False
    return mark == recipe.mark and _python(folder).exists()


def _environment(recipe: Recipe, folder: Path) -> Environment:
    return Environment(
        recipe.name,
        folder,
        _python(folder),
        recipe.profile,
        recipe.imports,
        recipe.preload,
        recipe.memory_mb,
    )


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _known(name: str) -> Recipe:
    if recipe := recipes().get(name):
        return recipe
    raise BadInput(
        "There is no environment called {name}.",
        hint="There are: {known}.",
        name=name,
        known=", ".join(recipes()),
    )
