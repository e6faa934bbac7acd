"""Mutants of a program: each differs from it in one place, as cosmic-ray's operators change code."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A program with one change.

    Attributes:
        source: of the whole.
        line: where it differs, from 1.
        change: the line before and after.
    """

    source: str
    line: int
    change: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every different mutant of a program, operator by operator."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    seen = {source}
    for name in operator_names():
        if "Variable" in name:  # these are told which variables to change
            continue
        operator = get_operator(name)()
        for occurrence in range(200):
            changed = mutate_code(source, operator, occurrence)
            if changed is None:
                break
            if changed not in seen and _compiles(changed):
                seen.add(changed)
                yield _described(source, changed)


def _compiles(source: str) -> bool:
    try:
        compile(source, "<mutant>", "exec")
    except SyntaxError:
        return False
    return True


def _described(before: str, after: str) -> Mutant:
    old, new = before.splitlines(), after.splitlines()
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            change = f"{' / '.join(map(str.strip, old[i1:i2]))}  →  {' / '.join(map(str.strip, new[j1:j2]))}"
            return Mutant(after, i1 + 1, change)
    return Mutant(after, 1, "")
