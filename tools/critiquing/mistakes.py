"""Recognises a known mistake by its signature: how each part of each check goes, and what examples return.

The signatures of its own mistakes come with an exercise. Where they are not current they are made by judging
the mistakes as a submission is judged, on the first failure that needs them, and kept in a folder. What has
the signature and the values of a mistake has made it. The signature alone is not enough
(docs/decisions/0010-critique.md): the values must agree at least where the mistake shows. One that is named
wrongly sends a learner the wrong way.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from knowledge_base.exercises import Exercise, Mistake
from tools.grading.checking import PASSED, CaseResult

FORMAT = "1"  # of the files in the folder
SHIPPED = "signatures.json"  # in an exercise's folder
SEED = 1
CLOSE = 1e-6  # relative and absolute, of numbers that are called the same
LARGEST = 500  # numbers of one value that are kept: enough to tell mistakes apart

Certainty = Literal["sure", "likely"]
Judge = Callable[[str], Sequence[CaseResult]]


@dataclass(frozen=True)
class Signature:
    """How a program goes through the checks of an exercise.

    Attributes:
        parts: for each check, how its examples and its drawn inputs went.
        values: for each check, what its examples returned, in a form that JSON can hold.
    """

    parts: dict[str, list[str]]
    values: dict[str, list[Any]]

    @classmethod
    def of(cls, cases: Sequence[CaseResult]) -> "Signature":
        """Of a verdict."""
        return cls(
            {case.name: list(case.signature) for case in cases},
            {case.name: [portable(value) for value in case.values] for case in cases},
        )

    @property
    def fails(self) -> bool:
        """Whether anything does."""
        return any(part not in (PASSED, "") for parts in self.parts.values() for part in parts)

    def same(self, other: "Signature") -> bool:
        """Whether all examples return the same."""
        return self.parts == other.parts and same_value(self.values, other.values)

    def same_where_it_fails(self, other: "Signature") -> bool:
        """Whether the examples that fail return the same, and there are any that return something."""
        told = [
            (mine, theirs)
            for name, values in self.values.items()
            for part, mine, theirs in zip(self.parts[name], values, other.values.get(name, ()), strict=False)
            if part != PASSED
        ]
        some = any(mine is not None for mine, _ in told)
        return self.parts == other.parts and some and all(same_value(*pair) for pair in told)


@dataclass(frozen=True)
class Recognised:
    """A known mistake that a submission makes.

    Attributes:
        mistake: which one.
        certainty: `sure` with the same values everywhere; `likely` with the same where it fails.
        fault_lines: of the mistake's own code.
    """

    mistake: Mistake
    certainty: Certainty
    fault_lines: tuple[int, ...] = ()


def recognise(
    exercise: Exercise, cases: Sequence[CaseResult], judge: Judge, folder: Path | None = None
) -> Recognised | None:
    """The mistake that a failing submission makes, where one of the exercise's is it.

    Args:
        exercise: with its mistakes.
        cases: the submission's verdict.
        judge: gives the verdict on a program, the same way.
        folder: where signatures are kept; None keeps none.
    """
    mine = Signature.of(cases)
    if not mine.fails:
        return None
    known = {mistake: signature_of(exercise, mistake, judge, folder) for mistake in exercise.entry.mistakes}
    certain = [item for item, theirs in known.items() if mine.same(theirs)]
    if certain:
        return _recognised(exercise, certain[0], "sure") if len(certain) == 1 else None
    likely = [item for item, theirs in known.items() if mine.same_where_it_fails(theirs)]
    return _recognised(exercise, likely[0], "likely") if len(likely) == 1 else None


def signature_of(exercise: Exercise, mistake: Mistake, judge: Judge, folder: Path | None = None) -> Signature:
    """A mistake's own: the one that ships with the exercise, one from the folder, or made now."""
    name = signature_name(exercise, mistake)
    if name in (shipped := shipped_signatures(exercise.folder)):
        return shipped[name]
    path = folder / exercise.id / f"{name}.json" if folder else None
    if path is not None and (kept := _read(path)) is not None:
        return kept
    signature = Signature.of(judge(exercise.mistake_source(mistake.id)))
    if path is not None:
        _keep(path, signature)
    return signature


def signature_name(exercise: Exercise, mistake: Mistake) -> str:
    """What a mistake's signature is kept under; another with anything that it depends on."""
    return f"{mistake.id}-{_key(exercise, exercise.mistake_source(mistake.id))}"


def signatures_text(signatures: Mapping[str, Signature]) -> str:
    """Signatures by name, as `SHIPPED` holds them: one on each line."""
    lines = [f"{json.dumps(name)}: {json.dumps(_document(item))}" for name, item in signatures.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


@cache
def shipped_signatures(folder: Path) -> dict[str, Signature]:
    """Those that came with an exercise, by `signature_name`; made by `scripts/make_signatures.py`."""
    try:
        kept = json.loads((folder / SHIPPED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: Signature(dict(item["parts"]), dict(item["values"])) for name, item in kept.items()}


def _recognised(exercise: Exercise, mistake: Mistake, certainty: Certainty) -> Recognised:
    return Recognised(mistake, certainty, exercise.fault_lines(mistake.id))


def _key(exercise: Exercise, source: str) -> str:
    """Changes with anything that the signature depends on."""
    beside = [exercise.folder / name for name in ("checks.py", "oracle.py")]
    checks = "\0".join(path.read_text(encoding="utf-8") for path in beside if path.is_file())
    text = "\0".join((FORMAT, np.__version__, checks, exercise.reference, source))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _document(signature: Signature) -> dict[str, Any]:
    return {"parts": signature.parts, "values": signature.values}


def _read(path: Path) -> Signature | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Signature(dict(kept["parts"]), dict(kept["values"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not there, or half written by somebody else: it is made again


def _keep(path: Path, signature: Signature) -> None:
    text = json.dumps(_document(signature))
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with suppress(OSError):  # without it the next time is slower, and nothing else
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)


def portable(value: Any) -> Any:
    """A value that crosses the border, in a form that JSON can hold."""
    if isinstance(value, np.ndarray):
        listed = value.ravel()[:LARGEST].tolist()
        return {"dtype": str(value.dtype), "shape": list(value.shape), "numbers": list(map(portable, listed))}
    if isinstance(value, np.generic):
        return {"dtype": str(value.dtype), "number": portable(value.item())}
    if isinstance(value, dict):
        return {"dict": [[repr(key), portable(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [portable(item) for item in value]}
    if isinstance(value, (bytes, complex)):
        return {type(value).__name__: repr(value)}
    return value


def same_value(mine: Any, theirs: Any) -> bool:
    """Whether two portable values are the same, numbers within rounding."""
    if type(mine) is not type(theirs):
        return False
    if isinstance(mine, dict):
        return list(mine) == list(theirs) and all(same_value(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, list):
        return len(mine) == len(theirs) and all(map(same_value, mine, theirs))
    if isinstance(mine, float):
        return bool(np.isclose(mine, theirs, rtol=CLOSE, atol=CLOSE, equal_nan=True))
    return bool(mine == theirs)
