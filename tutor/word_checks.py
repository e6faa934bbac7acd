"""Whether a model's words about findings can stand: checked by the program, fact by fact.

They may name no line, number or name that the findings do not name, contain no code of the solution, claim no
verdict, speak the learner's language, and be about the findings.
"""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge_base.documents import Language
from knowledge_base.instructions import speaks_to_a_model
from knowledge_base.languages import detect
from knowledge_base.words import content_words, encodable, folded, numbers, stem
from tools.findings import Finding
from tools.hints import leaks
from tutor.findings import finding_document, place

QUESTION_RUNG = 2  # of tools/hints.py: the words may give away as much as a guiding question
LEAST_COMMON = 0.5  # share of a sentence's content words that the findings must have
LONGEST_EVIDENCE = 300  # letters of evidence that are worded
_MARKED = re.compile(r"`([^`]*)`|(\w+(?:[._]\w+)+\b|\b\w+\(|\w*[a-z][A-Z]\w*|\w+\[|\w+\s*=\s*\w+)")
_NAME = re.compile(r"[^\W\d]\w*")
_LINE = re.compile(r"\b(?:lines?|lineas?|renglon(?:es)?)\s+(\d+)(?:\s*(?:,|-|to|and|a|y)\s*(\d+))?")
_VERDICT = re.compile(
    r"\b(?:pass(?:es|ed)?|solved|correct solution|well done|congratulations|graded|saved)\b"
    r"|\b(?:pasaste|aprobad[oa]|aprobaste|resuelto|felicit\w+|felicidades|calificad[oa]|guard[eo]|guardado)\b"
)
_NUMBER_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "twenty": "20", "hundred": "100", "thousand": "1000",
    "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8",
    "nueve": "9", "diez": "10", "once": "11", "doce": "12", "veinte": "20", "cien": "100", "mil": "1000",
}  # fmt: skip
_PLAIN = {  # names of code that are also words people use
    "all", "any", "array", "average", "axis", "batch", "class", "count", "data", "dot", "error", "exp",
    "float", "function", "gradient", "index", "input", "int", "key", "layer", "length", "line", "list",
    "log", "loss", "mask", "matrix", "max", "mean", "min", "none", "norm", "number", "output", "range",
    "result", "return", "row", "rows", "shape", "size", "softmax", "sort", "state", "step", "sum", "total",
    "value", "values", "vector", "where", "x", "y", "a", "n", "i", "de", "la", "el",
}  # fmt: skip
# Words that any such sentence is made of, beside those of the findings.
_SAYING: dict[Language, tuple[str, ...]] = {
    "es": (
        "linea", "codigo", "resultado", "funcion", "caso", "entrada", "salida", "valor", "valores", "numero",
        "revisa", "mira", "prueba", "imprime", "fijate", "piensa", "pregunta", "tu", "programa", "error",
        "falla", "fila", "filas", "arreglo", "forma", "pasa", "hace", "aqui", "siempre", "cada", "ejemplo",
        "calcula", "compara", "intenta", "sigue", "paso",
    ),
    "en": (
        "line", "code", "result", "function", "case", "input", "output", "value", "values", "number", "check",
        "look", "try", "print", "think", "ask", "your", "program", "error", "fails", "row", "rows", "array",
        "shape", "happens", "does", "here", "always", "each", "example", "compute", "compare", "follow",
        "step",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Secrets:
    """What words must not give away.

    Attributes:
        reference: the solution.
        known: what the learner has been shown already: statement, starter and their own program.
    """

    reference: str = ""
    known: str = ""


def shown(finding: Finding, language: Language) -> dict[str, str]:
    """A finding as the model gets it."""
    document = finding_document(finding, language)
    evidence = str(document["evidence"])[:LONGEST_EVIDENCE]
    return {
        "where": place(finding, language),
        "title": str(document["title"]),
        "detail": str(document["detail"]),
        "evidence": encodable(evidence),
    }


def objection(
    sentences: Sequence[str], findings: Sequence[Finding], language: Language, secrets: Secrets
) -> str:
    """Why words cannot stand, in a word; empty where they can.

    Args:
        sentences: the model's.
        findings: those that were shown to it.
        language: that they should be in.
        secrets: what must not be given away.
    """
    text = " ".join(sentences)
    facts = _Facts.of(findings, language)
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("empty", lambda: len(content_words(text)) < 3),
        ("language", lambda: any(detect(item, language) != language for item in sentences)),
        ("instruction", lambda: any(map(speaks_to_a_model, sentences))),
        ("verdict", lambda: bool(_VERDICT.search(folded(text)))),
        ("solution", lambda: leaks(text, QUESTION_RUNG, secrets.reference, f"{secrets.known}\n{facts.text}")),
        ("line", lambda: not _lines(text) <= facts.lines),
        ("number", lambda: not _numbers(text) <= facts.numbers),
        ("name", lambda: bool(_names(text, secrets) - facts.names)),
        ("topic", lambda: any(_common(item, facts.text, language) < LEAST_COMMON for item in sentences)),
    )
    return next((name for name, fails in checks if fails()), "")


@dataclass(frozen=True)
class _Facts:
    """What the findings name."""

    text: str
    lines: set[str]
    numbers: set[str]
    names: set[str]

    @classmethod
    def of(cls, findings: Sequence[Finding], language: Language) -> "_Facts":
        text = "\n".join(value for finding in findings for value in shown(finding, language).values())
        lines = {str(finding.line) for finding in findings if finding.line is not None}
        return cls(text, lines, _numbers(text) | lines, {folded(name) for name in _NAME.findall(text)})


def _lines(text: str) -> set[str]:
    return {number for found in _LINE.findall(folded(text)) for number in found if number}


def _numbers(text: str) -> set[str]:
    """Numbers in digits or words; 2.0 and 2 are one."""
    spelled = {_NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", folded(text)) if word in _NUMBER_WORDS}
    return {number.removesuffix(".0") for number in numbers(text)} | spelled


def _names(text: str, secrets: Secrets) -> set[str]:
    """Names of code in a text: what is marked or written as code, and names of the solution."""
    marked = {
        folded(name)
        for found in _MARKED.finditer(text)
        for name in _NAME.findall(found[1] if found[1] is not None else found[2])
    }
    solution = {folded(name) for name in code_names(secrets.reference)} - _PLAIN
    plain = {folded(word) for word in _NAME.findall(text)}
    return marked | (plain & solution)


def code_names(source: str) -> set[str]:
    """Names, attributes and keywords of arguments in a program; none in what is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, (ast.arg, ast.keyword)) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return found


def _common(sentence: str, facts: str, language: Language) -> float:
    """The share of a sentence's content words that the findings have too."""
    mine = [stem(word, language) for word in content_words(sentence)]
    theirs = {stem(word, language) for word in (*content_words(facts), *_SAYING[language])}
    return sum(word in theirs for word in mine) / len(mine) if mine else 0.0
