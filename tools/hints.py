"""The ladder of hints of an exercise: one rung for each new attempt, never how many are left.

1. the counterexample; 2. a guiding question; 3. the idea and where to read it; 4. the shape of the solution
with blanks; 5. the solution with its explanation, only when it is asked for by name.
"""

import ast
import hashlib
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

Rung = Literal["counterexample", "question", "idea", "shape", "solution"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
HINTED = 4  # rungs that a hint may reach; the solution is asked for by name
# Longest run of the reference's tokens that a hint's code may repeat, by rung: from question to idea.
ALLOWED_RUN = {2: 4, 3: 6}


@dataclass(frozen=True)
class Standing:
    """Where a learner stands on the ladder of an exercise.

    Attributes:
        rung: the rung to show now, from 1; 0 where an attempt has to come first.
        new: whether it is shown for the first time.
        passed: whether the latest attempt needs no hint.
    """

    rung: int
    new: bool
    passed: bool = False


def standing(given: Sequence[tuple[int, str]], attempts: Sequence[tuple[str, bool]]) -> Standing:
    """The rung that is due.

    Args:
        given: rung and program of each help shown so far, in order.
        attempts: program and whether it passed, of each attempt, in order.

    A rung is earned by an attempt whose program no rung was given for yet.
    """
    reached = min(max((rung for rung, _ in given), default=0), HINTED)
    if not attempts:
        return Standing(0, False)
    program, passed = attempts[-1]
    if passed:
        return Standing(reached, False, True)
    if program in {earlier for _, earlier in given}:
        return Standing(reached, False)
    return Standing(min(reached + 1, HINTED), reached < HINTED)


def program_fingerprint(source: str) -> str:
    """The same for two programs that differ in comments, layout or docstrings only."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _hash(" ".join(source.split()))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            node.body = [line for line in node.body if not _is_text(line)] or node.body[:1]
    return _hash(ast.dump(tree))


def longest_shared_run(text: str, reference: str, known: str) -> int:
    """Tokens of the longest run of `reference` that also stands in `text` and not in `known`.

    Args:
        text: a hint.
        reference: the solution.
        known: what the learner has been shown already: the statement, the starter and their own program.
    """
    words, solution = code_tokens(text), code_tokens(reference)
    seen = code_tokens(known)
    return next(
        (
            length
            for length in range(min(len(words), len(solution)), 0, -1)
            if _runs(words, length) & _runs(solution, length) - _runs(seen, length)
        ),
        0,
    )


def leaks(text: str, rung: int, reference: str, known: str) -> bool:
    """Whether a hint gives away more than its rung may."""
    return longest_shared_run(text, reference, known) > ALLOWED_RUN.get(rung, 0)


def code_tokens(text: str) -> list[str]:
    """Names, numbers and operators as Python's tokenizer reads them; prose comes out as its words."""
    found: list[str] = []
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    for line in text.splitlines():
        try:
            tokens = list(tokenize.generate_tokens(io.StringIO(line).readline))
        except (tokenize.TokenError, SyntaxError):  # prose with an apostrophe, an open bracket
            found.extend(line.split())
        else:
            found.extend(token.string for token in tokens if token.type not in skipped and token.string)
    return found


def _runs(tokens: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[start : start + length]) for start in range(len(tokens) - length + 1)}


def _is_text(line: ast.stmt) -> bool:
    return (
        isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
