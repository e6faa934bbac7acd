"""Findings in the learner's language."""

from typing import Any

from knowledge_base.course_fields import Text
from knowledge_base.documents import Language
from tools.findings import Finding
from tools.running.notebooks import cell_of
from tutor.messages import text


def finding_document(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding as the command line's contract has it, with `file` beside it; `line` may be None."""
    where = place(finding, language)
    values = {
        key: value.in_language(language) if isinstance(value, Text) else value
        for key, value in finding.values.items()
    }
    return {
        "kind": finding.kind,
        "file": finding.file,
        "line": finding.line,
        "title": text(f"finding.{finding.kind}.title", language, where=where, **values),
        "detail": text(f"finding.{finding.name}.detail", language, where=where, **values),
        "evidence": finding.evidence,
    }


def place(finding: Finding, language: Language) -> str:
    """Where in the program, as one says it at the beginning of a sentence."""
    cell = cell_of(finding.file)
    if not finding.file:
        return text("finding.where.program", language)
    if finding.line is None:
        return finding.file
    if cell:
        return text("finding.where.cell", language, cell=cell, line=finding.line)
    return text("finding.where.line", language, file=finding.file, line=finding.line)
