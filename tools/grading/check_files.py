"""Loads the hidden checks of an exercise, with its reference, into this process: the outside."""

import sys
import threading
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from knowledge_base.errors import BadInput
from knowledge_base.exercises import Exercise
from tools.checks import Check, Growth

_LOADING = threading.Lock()  # one `reference` at a time may be found by `import`


@dataclass(frozen=True)
class CheckFile:
    """What `checks.py` of an exercise defines.

    Attributes:
        checks: by name, in the order of the file.
        growth: what the critique measures.
    """

    checks: dict[str, Check]
    growth: tuple[Growth, ...] = ()


def load_checks(exercise: Exercise) -> CheckFile:
    """Run `checks.py`, which finds the exercise's reference with `from reference import ...`.

    Where the reference needs packages that only the learner's environment has, the folder has an `oracle.py`
    that computes the same without them, found with `from oracle import ...`.

    Raises:
        BadInput: it cannot be run, or defines no check.
    """
    path = exercise.folder / "checks.py"
    with _LOADING:
        module = _loaded(path)
    checks = {name: value for name, value in vars(module).items() if isinstance(value, Check)}
    if not checks:
        raise BadInput("{path} defines no check.", path=path, line=1)
    return CheckFile(checks, tuple(value for value in vars(module).values() if isinstance(value, Growth)))


def _loaded(path: Path) -> ModuleType:
    beside = "oracle" if path.with_name("oracle.py").is_file() else "reference"
    kept = {name: sys.modules.pop(name, None) for name in (beside, "checks")}
    try:
        sys.modules[beside] = _module(beside, path.with_name(f"{beside}.py"))
        return _module("checks", path)
    except Exception as error:
        raise BadInput("{path} cannot be run: {problem}.", path=path, line=1, problem=repr(error)) from error
    finally:
        for name, before in kept.items():
            sys.modules.pop(name, None)
            if before is not None:
                sys.modules[name] = before


def _module(name: str, path: Path) -> ModuleType:
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
