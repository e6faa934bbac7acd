"""What ruff knows about a learner's program: rules that point at a likely mistake, none about style.

Learners' code is judged for what it does. A rule is here when what it finds is nearly always wrong or
surprises a beginner; unused imports, names, spacing and idioms are not. ruff reads and never runs.
"""

import json
import re
import subprocess
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from tools.findings import Finding
from tools.source.reading import parsed
from tools.source.syntax import LARGEST_BYTES, line_of

SECONDS = 10.0
# Rule → kind of finding. Several rules that are one mistake to a beginner share a kind.
LEARNER_RULES: Mapping[str, str] = MappingProxyType(
    {
        "F821": "undefined-name",  # fails only when the line is reached
        "F823": "used-before-assigned",  # a local name hides the outer one from the first line on
        "F841": "unused-value",  # computed, and the result ignores it
        "ARG001": "unused-argument",  # the result cannot depend on it
        "F811": "redefined",  # the first definition never runs
        "F402": "import-overwritten",  # a loop variable takes the module's name
        "B006": "mutable-default",  # shared by all calls
        "B008": "mutable-default",  # computed once, when the function is defined
        "B020": "loop-overwrites-iterable",
        "B023": "late-binding",  # every closure sees the last turn
        "E711": "none-compare",  # element by element on arrays
        "F632": "is-literal",  # identity of numbers and texts is chance
        "PLR0124": "self-compare",
        "PLR0133": "constant-compare",
        "PLW0127": "self-assign",
        "E722": "bare-except",  # hides every mistake, also a misspelt name
        "S110": "silent-except",
        "S112": "silent-except",
        "B012": "return-in-finally",  # swallows the exception
        "RET503": "missing-return",  # some path gives None
        "PLW0133": "exception-not-raised",
        "B016": "raise-literal",
        "F631": "assert-tuple",  # always true
        "F634": "if-tuple",  # always true
        "B002": "double-plus",  # `++x` changes nothing
        "B005": "strip-letters",  # strips a set of letters, not a word
        "B033": "duplicate-value",
        "F601": "duplicate-key",
        "RUF016": "bad-index",
        "F541": "no-placeholder",
        "NPY001": "numpy-removed",  # raises AttributeError with today's numpy
        "NPY201": "numpy-removed",
        "PLW0603": "global-state",  # the second call answers otherwise
    }
)
_NAMED = re.compile(r"`([^`]+)`")


def linted(source: str, file: str = "") -> tuple[Finding, ...]:
    """What ruff finds; nothing for what is not Python or takes too long.

    Args:
        source: of the file.
        file: its name, for the findings.
    """
    if len(source) > LARGEST_BYTES or parsed(source) is None:
        return ()
    lines = source.encode()
    found = [_finding(item, lines, file) for item in _ruff(source)]
    return tuple(sorted(found, key=lambda finding: finding.line or 0))


def _ruff(source: str) -> list[dict[str, Any]]:
    find_ruff = import_module("ruff").find_ruff_bin
    command = [
        find_ruff(), "check", "--isolated", "--no-cache", "--ignore-noqa", "--quiet", "--exit-zero",
        "--output-format", "json", "--target-version", "py311", "--select", ",".join(LEARNER_RULES), "-",
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - the source is data on stdin
            command, input=source.encode(), capture_output=True, timeout=SECONDS, check=False
        )
        rows = json.loads(done.stdout or "[]")
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []  # findings are a help: without ruff the others stand
    return [row for row in rows if row.get("code") in LEARNER_RULES]


def _finding(row: dict[str, Any], source: bytes, file: str) -> Finding:
    kind = LEARNER_RULES[row["code"]]
    line = int(row["location"]["row"])
    named = _NAMED.search(row.get("message", ""))
    values = {"name": named[1] if named else ""}
    return Finding(kind, kind, file, line, line_of(source, line), values)
