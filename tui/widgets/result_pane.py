"""Beside the code: a hint, the solution or a run when one was asked for, and under it the latest report."""

import asyncio
from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from knowledge_base.documents import Language
from knowledge_base.errors import TutorError
from tui.outside import one_line, verbatim
from tui.practice_desk import Both, Document
from tui.spoken import follow_language, language_of
from tui.widgets.answer import ErrorNotice
from tui.widgets.lesson_text import LessonText
from tui.widgets.report import (
    after_parts,
    alternatives,
    code,
    finding_parts,
    heading,
    printed,
    report_parts,
    space,
    words,
)
from tutor.messages import text


class ResultPane(VerticalScroll):
    """What the tutor has said about the program.

    Attributes:
        report: the latest `checked_document`, in both languages.
        aside: a hint, a solution or a run.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.report: Both | None = None
        self.aside: Both | None = None
        self._problem: TutorError | None = None
        self._said: Both | None = None
        self._writing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """What was asked for above, the report below."""
        yield Vertical(id="aside")
        yield Vertical(id="report")

    def on_mount(self) -> None:
        """Follow the language."""
        follow_language(self, self.relabel)

    def relabel(self) -> None:
        """Write it again in the language of the screens."""
        self.run_worker(self._write(), exit_on_error=False)

    async def show_report(self, report: Both | None, said: Both | None = None) -> None:
        """The verdict; a hint for the program before it goes.

        Args:
            report: the latest; None where there is none to show.
            said: the exercise, of which what comes after solving it is shown in that case.
        """
        self.report, self.aside, self._problem, self._said = report, None, None, said
        await self._write()

    async def show_aside(self, aside: Both) -> None:
        """A hint, the solution or a run, above the report."""
        self.aside, self._problem = aside, None
        await self._write()

    async def show_problem(self, error: TutorError) -> None:
        """Why nothing could be checked."""
        self._problem = error
        await self._write()

    async def _write(self) -> None:
        language = language_of(self)
        async with self._writing:  # one after the other, else their parts would mix
            for name, parts in (("aside", self._above(language)), ("report", self._below(language))):
                await self._fill(self.query_one(f"#{name}", Vertical), list(parts))
        self.scroll_home(animate=False)

    async def _fill(self, place: Vertical, parts: list[Widget]) -> None:
        with self.app.batch_update():
            await place.remove_children()
            await place.mount_all(parts)
            place.display = bool(parts)

    def _above(self, language: Language) -> Iterator[Widget]:
        if self._problem is not None:
            yield ErrorNotice(self._problem)
        elif self.aside is not None:
            shown = self.aside[language]
            yield from run_parts(shown, language) if "status" in shown else hint_parts(shown, language)

    def _below(self, language: Language) -> Iterator[Widget]:
        if self.report is not None:
            hinted = self.aside is not None and "rung" in self.aside[language]
            yield from report_parts(self.report[language], language, hinted)
        elif self._said is not None and self._said[language]["after"] is not None:
            yield from after_parts(self._said[language]["after"], language)
        elif self.aside is None and self._problem is None:
            yield Static(verbatim(words("result.empty", language)), markup=False, classes="faint")


def hint_parts(hint: Document, language: Language) -> Iterator[Widget]:
    """A rung of help; the solution with other ways to write it."""
    rung = text(f"practice.rung.{hint['rung']}", language)
    solution = hint["rung"] == "solution"
    yield heading(rung if solution else words("hint.title", language, rung=rung))
    parts = [LessonText(hint["text"]), *([code(hint["code"])] if hint["code"] else [])]
    first, *rest = reversed(parts) if solution else parts
    yield first
    for part in rest:
        yield space()
        yield part
    if hint["reading"] is not None:
        yield _quiet(text("practice.read", language, place=_place(hint["reading"])))
    if solution:
        yield space()
        yield _quiet(words("solution.note", language))
    elif not hint["new"]:
        yield _quiet(words("hint.same", language))
    yield from alternatives(hint.get("alternatives", ()), language)


def run_parts(run: Document, language: Language) -> Iterator[Widget]:
    """What a program printed, and how it ended."""
    yield heading(words("run.title", language))
    for stream in ("stdout", "stderr"):
        if run[stream].strip():
            yield printed(run[stream])
    if run["truncated"]:
        yield _quiet(words("run.truncated", language))
    for finding in run["findings"]:
        yield from finding_parts(finding, language)
    if run["status"] == "ok":
        if not run["stdout"].strip():
            yield _quiet(words("run.nothing", language))
        yield _quiet(words("run.ok", language, seconds=f"{run['seconds']:.2f}"))


def _place(reading: Document) -> str:
    return " · ".join(one_line(part) for part in map(reading.get, ("title", "heading", "url")) if part)


def _quiet(said: str) -> Static:
    return Static(Content.styled(one_line(said), "$foreground-muted"), markup=False, classes="part")
