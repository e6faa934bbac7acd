"""The learner's desk: which exercise lies open, the program as it is typed, and what was last said of it.

Everything blocks, and belongs in a worker. Each exercise has a folder `practice/<id>/` in the tutor's home,
written as `tutor practice start` writes it, so the same file can be worked on in any editor.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge_base.documents import Language
from tutor.files import write_whole

if TYPE_CHECKING:
    from tools.running.package_index import Say
    from tui.tutor_port import TutorPort
    from tutor.hinting import Hint
    from tutor.practice import ExerciseLine, Judged, Practice

LANGUAGES: tuple[Language, Language] = ("es", "en")
Document = Mapping[str, Any]
Both = Mapping[Language, Document]  # the same in both languages, so that switching needs no second run
Place = tuple[int, int]  # line and column, from 0


@dataclass(frozen=True)
class OpenExercise:
    """An exercise on the desk.

    Attributes:
        id: of the exercise.
        said: its `exercise_document`.
        program: the learner's file.
        text: what is in it.
        cursor: where the learner was in it.
        report: the latest `checked_document`; None where it was not checked yet.
    """

    id: str
    said: Both
    program: Path
    text: str
    cursor: Place
    report: Both | None


@dataclass(frozen=True)
class Exchanged:
    """What is in the file after it was brought together with what is on the screen.

    Attributes:
        text: of the file.
        other: where the version of another editor was put, if both had changed.
    """

    text: str
    other: Path | None = None


class Desk:
    """Blocking service of the practice screen.

    Args:
        tutor: whose exercises, folder and sandbox these are.
    """

    def __init__(self, tutor: "TutorPort") -> None:
        self._tutor = tutor
        self._folder = tutor.home / "practice"
        self._known: dict[str, str] = {}  # what the file of each exercise held when it was last looked at

    @cached_property
    def practice(self) -> "Practice":
        """The service; building it imports what practice needs."""
        return self._tutor.practice

    # -- choosing ----------------------------------------------------------------------------------

    def lines(self) -> list[Both]:
        """Every exercise, as `line_document`."""
        from tutor.practice_documents import line_document

        def told(line: "ExerciseLine") -> Both:
            return _both(lambda language: {**line_document(line, language), **self._unit(line, language)})

        return [told(line) for line in self._lines()]

    def _lines(self) -> "list[ExerciseLine]":
        return self.practice.lines()

    def first(self) -> str:
        """The exercise that lay open last, else the one to do now, else the first; empty if there is none."""
        known = self.practice.exercises.ids
        last = str(self._remembered().get("exercise", ""))
        if last in known:
            return last
        return self.following("") or next(iter(known), "")

    def following(self, exercise: str) -> str:
        """The exercise to do after one: what the service suggests, else the next unsolved; empty if none."""
        suggested = self.practice.suggestion()
        if suggested is None:
            return ""
        if suggested.exercise.id != exercise:
            return suggested.exercise.id
        ids = [line.exercise.id for line in self._lines() if line.work.state != "solved"]
        after = ids.index(exercise) + 1 if exercise in ids else 0
        return next((name for name in ids[after:] + ids if name != exercise), "")

    # -- the file ----------------------------------------------------------------------------------

    def open(self, exercise: str, language: Language) -> OpenExercise:
        """Put an exercise on the desk; its files are written where they are missing.

        Raises:
            BadInput: there is no such exercise, or its folder cannot be made.
        """
        sheet = self.practice.start(exercise, self._folder / exercise, language)
        text = _read(sheet.program) or ""
        self._known[exercise] = text
        cursor = self._remembered().get("cursors", {}).get(exercise, (0, 0))
        said = self.described(exercise)
        return OpenExercise(exercise, said, sheet.program, text, _place(cursor), self._report(exercise))

    def described(self, exercise: str) -> Both:
        """The exercise with its statement and state, as `exercise_document`."""
        from tutor.practice_documents import exercise_document

        line, course = self.practice.line(exercise), self.practice.course
        return _both(
            lambda language: {**exercise_document(line, course, language), **self._unit(line, language)}
        )

    def _unit(self, line: "ExerciseLine", language: Language) -> Document:
        unit = self.practice.course.unit(line.exercise.unit)
        return {"unit_title": unit.title.in_language(language)}

    def exchange(self, exercise: str, text: str) -> Exchanged:
        """Bring the file and the screen together; whichever changed since they last met wins.

        Where both did, the screen does, and the version of the other editor is put beside the file.

        Args:
            exercise: that lies open.
            text: on the screen.
        """
        path = self._program(exercise)
        there, known = _read(path), self._known.get(exercise)
        other = None
        if there is not None and there not in (known, text):
            if text == known:
                self._known[exercise] = there
                return Exchanged(there)
            other = path.with_name(f"{path.stem}.other.py")
            write_whole(other, there)
        if there != text:
            write_whole(path, text)
        self._known[exercise] = text
        return Exchanged(text, other)

    def remember(self, exercise: str, cursor: Place) -> None:
        """Keep which exercise lies open, and where the learner is in it."""
        cursors = {**self._remembered().get("cursors", {}), exercise: list(cursor)}
        kept = json.dumps({"exercise": exercise, "cursors": cursors}, indent=1)
        write_whole(self._folder / "desk.json", kept + "\n")

    # -- the program -------------------------------------------------------------------------------

    def judge(self, exercise: str, text: str, say: "Say") -> "Judged":
        """Check a program; nothing is kept yet."""
        from tools.grading.submissions import Code

        return self.practice.judge(exercise, Code.of_file(self._program(exercise).name, text), say=say)

    def keep(self, judged: "Judged") -> Both:
        """Keep the attempt; what is said of it, as `checked_document`."""
        from tutor.practice_documents import checked_document

        checked = self.practice.keep(judged)
        report = _both(lambda language: checked_document(checked, language))
        write_whole(self._report_file(checked.exercise.id), json.dumps(report, ensure_ascii=False) + "\n")
        return report

    def run(self, exercise: str, text: str, say: "Say") -> Both:
        """Run a program by itself: what it printed and how it ended."""
        from tools.running.programs import source_of_code
        from tools.running.runs import run_source
        from tutor.findings import finding_document

        tutor = self._tutor
        source = source_of_code(text, self._program(exercise).name)
        ran = run_source(source, lambda: tutor.sandbox, tutor.environments, tutor.wishes(), say=say)
        result = ran.result
        ended = {"status": result.status, "seconds": result.seconds, "truncated": result.truncated}
        printed = {"stdout": result.stdout, "stderr": result.stderr, **ended}
        return _both(
            lambda language: (
                printed | {"findings": [finding_document(each, language) for each in ran.findings]}
            )
        )

    # -- help --------------------------------------------------------------------------------------

    def help_due(self, exercise: str) -> str:
        """Why there is no hint now: `untried` or `passed`; empty where there is one."""
        latest = self.practice.latest(exercise)
        if latest is None:
            return "untried"
        return "passed" if latest.outcome == "passed" else ""

    def hint(self, exercise: str) -> Both:
        """The rung that the latest attempt has earned, as `hint_document`.

        Raises:
            BadInput: nothing was tried yet, or the latest attempt passed.
        """
        return _hinted(lambda language: self.practice.hint(exercise, language))

    def reveal(self, exercise: str) -> Both:
        """The solution with other ways to write it; it is recorded.

        Raises:
            BadInput: nothing was tried yet.
        """
        from tools.hints import RUNGS
        from tutor.hinting import authored_hint
        from tutor.practice_documents import after_document, hint_document

        self.practice.reveal(exercise, "es")
        found, course = self.practice.exercises.get(exercise), self.practice.course

        def told(language: Language) -> Document:
            hint = hint_document(authored_hint(found, course, len(RUNGS), None, language))
            return {**hint, "alternatives": after_document(found, language)["alternatives"]}

        return _both(told)

    # -- inside ------------------------------------------------------------------------------------

    def _program(self, exercise: str) -> Path:
        from tools.worksheet import module_name

        return self._folder / exercise / f"{module_name(exercise)}.py"

    def _report_file(self, exercise: str) -> Path:
        return self._folder / exercise / ".report.json"

    def _report(self, exercise: str) -> Both | None:
        """The report of the latest attempt; None where that was checked through another door."""
        latest, kept = self.practice.latest(exercise), _json(self._report_file(exercise))
        if latest is None or set(kept) != set(LANGUAGES):
            return None
        same = kept["es"].get("seed") == latest.seed
        return _both(lambda language: kept[language]) if same else None

    def _remembered(self) -> dict[str, Any]:
        return _json(self._folder / "desk.json")


def _both(make: Callable[[Language], Document]) -> Both:
    return {language: make(language) for language in LANGUAGES}


def _hinted(ask: "Callable[[Language], Hint]") -> Both:
    """A hint in both languages; whether it is new is known from the first asking only."""
    from tutor.practice_documents import hint_document

    first, second = (hint_document(ask(language)) for language in LANGUAGES)
    return {"es": first, "en": {**second, "new": first["new"]}}


def _read(path: Path) -> str | None:
    """The text of a file with plain line ends; None where there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _json(path: Path) -> dict[str, Any]:
    """What was kept; nothing where it cannot be read, since all of it can be made again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _place(value: object) -> Place:
    match value:
        case [int(line), int(column)] if line >= 0 and column >= 0:
            return line, column
    return 0, 0
