"""A course with one small project, for tests."""

from pathlib import Path

from knowledge_base.course_loader import load_course
from knowledge_base.projects import ProjectPack, Projects

COURSE = """\
id: tiny
title: {es: T, en: T}
goal: {es: T, en: T}
weeks: 1
hours_per_week: 8
modules:
  - {id: one, title: {es: U, en: O}, summary: {es: U, en: O}, units: [01-words]}
advice: {es: P, en: P}
"""
UNIT = """\
title: {es: U, en: U}
summary: {es: U, en: U}
weeks: [1]
skills:
  - {id: counting, title: {es: S, en: S}, summary: {es: S, en: S}, can: {es: S, en: S}, minutes: 60}
project:
  id: word-counter
  title: {es: Contador de palabras, en: Word counter}
  brief: {es: Cuenta palabras., en: Count words.}
  skills: [counting]
  minutes: 90
"""
PROJECT = """\
environment: plain
seconds: 20
milestones:
  - id: count
    title: {es: Contar, en: Count}
    brief: {es: Escribe count., en: Write count.}
    minutes: 40
    checks: [test_counts_words, test_case_is_ignored]
  - id: report
    title: {es: Informe, en: Report}
    brief: {es: Escribe report., en: Write report.}
    minutes: 50
    checks: [test_reads_the_data]
checks:
  - test: test_counts_words
    title: {es: Cuenta las palabras, en: It counts the words}
  - test: test_case_is_ignored
    title: {es: Ignora las mayúsculas, en: It ignores capitals}
  - test: test_reads_the_data
    title: {es: Lee los datos, en: It reads the data}
rubric:
  - id: readme
    title: {es: README, en: README}
    levels:
      - {es: No hay, en: There is none}
      - {es: Dice qué es, en: It says what it is}
      - {es: Dice cómo se usa, en: It says how to use it}
      - {es: Convence, en: It convinces}
data:
  - file: words.txt
    what: {es: Palabras, en: Words}
"""
TESTS = """\
import unittest
from pathlib import Path

from both_languages import both

DATA = Path(__file__).resolve().parents[1] / "data"


class Counting(unittest.TestCase):
    def test_counts_words(self):
        from counter import count

        self.assertEqual(count("a b a"), {"a": 2, "b": 1}, both("a está dos veces", "a is there twice"))

    def test_case_is_ignored(self):
        from counter import count

        self.assertEqual(count("A a"), {"a": 2})


class Reporting(unittest.TestCase):
    def test_reads_the_data(self):
        from counter import report

        self.assertEqual(report(DATA / "words.txt"), "uno 2")
"""
REFERENCE = """\
from collections import Counter
from pathlib import Path


def count(text):
    return dict(Counter(text.lower().split()))


def report(path):
    word, times = Counter(count(Path(path).read_text())).most_common(1)[0]
    return f"{word} {times}"
"""
STARTER = """\
def count(text):
    raise NotImplementedError


def report(path):
    raise NotImplementedError
"""
FILES = {
    "project.yaml": PROJECT,
    "brief.es.md": "# Contador\n\nCuenta 3 cosas.\n",
    "brief.en.md": "# Counter\n\nCount 3 things.\n",
    "checks/test_counter.py": TESTS,
    "reference/counter.py": REFERENCE,
    "starter/counter.py": STARTER,
    "data/words.txt": "uno dos uno\n",
}


def write_course(folder: Path) -> Path:
    """Write the course; the folder of its project."""
    project = folder / "units/01-words/project"
    for path, content in {folder / "course.yaml": COURSE, project.parent / "unit.yaml": UNIT}.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for name, content in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return project


def small_project(folder: Path) -> ProjectPack:
    """The project of a course that is written there."""
    write_course(folder)
    return Projects(load_course(folder)).get("word-counter")
