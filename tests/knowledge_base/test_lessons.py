"""The lessons keep their promises: one format, two languages that agree, code that prints what they say."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.running.environments import Environments, recipes

COURSES = Path(__file__).parents[2] / "knowledge_base" / "courses"
LANGUAGES = ("en", "es")
SECTIONS = {
    "en": [
        "What it is for",
        "The idea",
        "The mathematics",
        "A worked example",
        "In code",
        "Where it goes wrong",
        "What to read next",
    ],
    "es": [
        "Para qué sirve",
        "La idea",
        "La matemática",
        "Un ejemplo resuelto",
        "En código",
        "Dónde falla",
        "Qué leer después",
    ],
}
FEWEST_WORDS, MOST_WORDS = 700, 1500

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
HEADING = re.compile(r"^(#{1,6}) +(.+?) *$", re.M)
URL = re.compile(r"https?://[^\s)>\]]+")
# A sign counts only where a number can have one: not in "float-16".
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
DECIMAL_COMMA = re.compile(r"(?<![\w.,(])\d+,\d")

# Runs each language's script in a namespace of its own and answers what they printed.
RUNNER = """
import contextlib, io, json, sys
printed = {}
for language, script in json.load(sys.stdin).items():
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(script, language, "exec"), {"__name__": "__main__"})
    printed[language] = out.getvalue()
print(json.dumps(printed))
"""


@dataclass(frozen=True)
class Lesson:
    """One lesson file, cut into the parts that the tests compare."""

    path: Path
    front: dict[str, Any]
    prose: str  # the Markdown without fenced blocks
    script: str  # the python blocks, one after another

    @property
    def environment(self) -> str:
        """The learner's environment that its code runs in."""
        return str(self.front.get("environment", "numpy"))

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of each heading, in order."""
        return [(len(marks), text) for marks, text in HEADING.findall(self.prose)]

    @property
    def sections(self) -> list[str]:
        """The prose under each heading, heading included; what comes before the first is dropped."""
        starts = [match.start() for match in HEADING.finditer(self.prose)] + [len(self.prose)]
        return [self.prose[a:b] for a, b in pairwise(starts)]


def read_lesson(path: Path) -> Lesson:
    """Parse a lesson file; a file without front matter fails its test with a plain message."""
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?)^---\n(.*)", text, re.M | re.S)
    assert match, f"{path}: no front matter"
    body = match[2]
    script = "\n".join(code for language, code in FENCE.findall(body) if language == "python")
    return Lesson(path, yaml.safe_load(match[1]), FENCE.sub("", body), script)


def numbers(text: str) -> list[str]:
    """The number tokens of a text, in order, addresses left out."""
    return NUMBER.findall(URL.sub("", text).replace("\N{MINUS SIGN}", "-"))


def without_words(code: str) -> str:
    """The code as a syntax tree whose strings are empty: comments and wording gone, all else kept."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def imported(code: str) -> set[str]:
    """Top-level names of the modules that a script imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def comment_numbers(code: str) -> str:
    """The numbers of a script's whole-line and trailing comments, between spaces."""
    comments = "\n".join(line.partition("#")[2] for line in code.splitlines() if "#" in line)
    return " " + " ".join(numbers(comments)) + " "


def lesson_keys() -> list[str]:
    """Each lesson once, whatever languages it has: path below the courses with the language open."""
    found = COURSES.glob("*/units/*/lessons/*/*.md")
    return sorted({(path.parents[1] / "{}" / path.name).relative_to(COURSES).as_posix() for path in found})


def pair(key: str) -> tuple[Lesson, Lesson]:
    """The English and the Spanish original of one lesson."""
    english, spanish = (read_lesson(COURSES / key.format(language)) for language in LANGUAGES)
    return english, spanish


each_lesson = pytest.mark.parametrize("key", lesson_keys())


def test_the_first_unit_has_its_nine_lessons() -> None:
    names = {Path(key).stem for key in lesson_keys() if "/01-math-foundations/" in key}
    assert names >= {
        "vectors",
        "matrices",
        "partial-derivatives",
        "gradient",
        "activation-functions",
        "conditional-probability",
        "entropy",
        "softmax",
        "cross-entropy",
    }


@each_lesson
def test_a_lesson_exists_in_both_languages(key: str) -> None:
    missing = [language for language in LANGUAGES if not (COURSES / key.format(language)).is_file()]
    assert not missing, f"{key} is missing in {missing}"


@each_lesson
def test_front_matter_names_skill_title_minutes_and_sources(key: str) -> None:
    for lesson in pair(key):
        front = lesson.front
        assert set(front) - {"environment"} == {"skill", "title", "minutes", "sources"}, lesson.path
        assert front["skill"] == lesson.path.stem
        assert isinstance(front["title"], str)
        assert front["title"].strip()
        assert isinstance(front["minutes"], int)
        assert 5 <= front["minutes"] <= 120
        assert front["sources"], f"{lesson.path}: no sources"
        for source in front["sources"]:
            assert set(source) == {"title", "url"}, source
            assert source["title"].strip(), source
            assert URL.fullmatch(source["url"]), source
    english, spanish = pair(key)
    assert english.front["minutes"] == spanish.front["minutes"]
    assert english.front["title"] != spanish.front["title"]


@each_lesson
def test_both_languages_have_the_same_headings(key: str) -> None:
    english, spanish = pair(key)
    assert [level for level, _ in english.headings] == [level for level, _ in spanish.headings]
    assert {level for level, _ in english.headings} <= {2, 3}
    for language, lesson in zip(LANGUAGES, (english, spanish), strict=True):
        assert [text for level, text in lesson.headings if level == 2] == SECTIONS[language], lesson.path


@each_lesson
def test_both_languages_state_the_same_numbers_in_each_section(key: str) -> None:
    english, spanish = pair(key)
    for in_english, in_spanish in zip(english.sections, spanish.sections, strict=True):
        here, there = Counter(numbers(in_english)), Counter(numbers(in_spanish))
        title = in_english.splitlines()[0]
        assert here == there, f"{key}, {title}: only in English {here - there}, in Spanish {there - here}"


@each_lesson
def test_decimals_are_written_with_a_point(key: str) -> None:
    for lesson in pair(key):
        assert not DECIMAL_COMMA.findall(lesson.prose), lesson.path


@each_lesson
def test_a_lesson_is_neither_a_note_nor_a_chapter(key: str) -> None:
    for lesson in pair(key):
        assert FEWEST_WORDS <= len(lesson.prose.split()) <= MOST_WORDS, lesson.path


@each_lesson
def test_both_languages_run_the_same_code(key: str) -> None:
    english, spanish = pair(key)
    assert english.script.strip(), f"{key}: no code"
    assert without_words(english.script) == without_words(spanish.script)
    assert english.environment == spanish.environment
    assert imported(english.script) <= {*recipes()[english.environment].imports} | sys.stdlib_module_names


@each_lesson
def test_the_code_runs_and_prints_what_its_comments_say(
    key: str, learner_environments: Environments, tmp_path: Path
) -> None:
    scripts = {lesson.path.parent.name: lesson.script for lesson in pair(key)}
    environment = pair(key)[0].environment
    python = sys.executable if environment == "numpy" else learner_environments.ensure(environment).python
    done = subprocess.run(
        [python, "-I", "-X", "utf8", "-W", "error", "-c", RUNNER],
        input=json.dumps(scripts),
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, f"{key}:\n{done.stderr}"
    printed = json.loads(done.stdout)
    for language, script in scripts.items():
        promised = comment_numbers(script)
        for line in filter(numbers, printed[language].splitlines()):
            assert f" {' '.join(numbers(line))} " in promised, f"{key} ({language}) prints: {line}"


def test_numbers_are_read_as_a_reader_reads_them() -> None:
    text = "float16 holds \N{MINUS SIGN}0.5, 1e-5 and 65504. See https://a.b/7 and x_1."
    assert numbers(text) == ["-0.5", "1e-5", "65504"]


def test_code_that_differs_only_in_wording_is_the_same() -> None:
    assert without_words('print("hola", 1)  # uno') == without_words('print("hi", 1)  # one')
    assert without_words('print(f"hola {x}")') == without_words('print(f"hi {x}")')
    assert without_words('print("hola", 1)') != without_words('print("hi", 2)')
