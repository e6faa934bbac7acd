"""`tutor checkin`: the weekly talk, on a terminal, from a file of answers, or only made ready."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable

if TYPE_CHECKING:
    from tui.opening import Opened
    from tutor.checkin.answers_file import AnswersFile
    from tutor.checkin.service import Stage
    from tutor.checkin.words import CheckInWords

Auto = Annotated[bool, typer.Option("--auto", help="help.checkin.auto")]
Answers = Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="help.checkin.answers")]
Report = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="help.checkin.report")]
New = Annotated[bool, typer.Option("--new", help="help.checkin.new")]


def checkin(
    auto: Auto = False,
    answers: Answers = None,
    report: Report = None,
    new: New = False,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Hold this week's check-in, or go on with it."""
    from tui.opening import opened
    from tutor.checkin.answers_file import read_answers
    from tutor.checkin.report import writer_for

    if auto and (answers is not None or new):
        raise BadInput("--auto only prepares: it goes with neither --answers nor --new.")
    write = writer_for(report) if report else None
    given = read_answers(answers) if answers else None
    with opened() as session:
        talk = _Talk(session, Output(json, chosen(language)))
        if auto:
            stage = talk.prepared()
        elif given is not None:
            stage = talk.answered(given, anew=new)
        else:
            stage = talk.held(anew=new)
        if write is not None and report is not None:
            write(report, talk.document(stage), talk.progress(), talk.words(stage))
            talk.out.talk(talk.words(stage).progress("written", path=report))
        if json:
            talk.out.document(talk.document(stage))


def register(app: typer.Typer, command: type[Any]) -> None:
    """Add this command."""
    app.command("checkin", cls=command, help="help.checkin")(checkin)


@dataclass
class _Talk:
    """A check-in on a terminal; with `--json` it speaks on stderr."""

    session: "Opened"
    out: Output

    def prepared(self) -> "Stage":
        """Make facts and questions ready."""
        stage = self.session.run(self.session.tutor.checkins.prepare(self.language))
        self.show(stage)
        return stage

    def held(self, *, anew: bool) -> "Stage":
        """Talk until it is done or the learner stops."""
        from tutor.checkin.plan_answer import is_later

        stage = self._opened(anew)
        self.show(stage)
        while stage.state == "waiting":
            typed = self._typed()
            if typed is None or is_later(typed):
                self.tell(self.words(stage).say("waits"))
                return stage
            stage = self.session.run(self.session.tutor.checkins.answer(typed, stage.step))
            self.show(stage)
        return stage

    def answered(self, given: "AnswersFile", *, anew: bool) -> "Stage":
        """Answer everything that waits from a file."""
        checkins = self.session.tutor.checkins
        stage = self._opened(anew, given)
        if stage.state != "waiting":
            self.show(stage)
            return stage
        number = len(stage.questions) - len(stage.answers)
        texts = [*given.answers[len(given.answers) - number :], given.commitment][-number - 1 :]
        last = "yes" if given.accept else "no"
        if stage.step.startswith("plan:"):
            texts = []
        for text in [*texts, *given.changes, last]:
            stage = self.session.run(checkins.answer(readable(text), stage.step))
        self.show(stage)
        return stage

    def document(self, stage: "Stage") -> dict[str, Any]:
        """The whole check-in."""
        from tutor.checkin.talk import document

        return document(stage, self.session.tutor.planner, self.words(stage))

    def progress(self) -> dict[str, Any]:
        """How far the learner has come."""
        from tutor.checkin.progress import progress_document

        return progress_document(self.session.tutor.planner)

    def words(self, stage: "Stage") -> "CheckInWords":
        """Of the language that it is held in."""
        return self.session.tutor.checkins.words(stage.language)

    @property
    def language(self) -> Language:
        """Of a new check-in."""
        return self.out.language

    def show(self, stage: "Stage") -> None:
        """Say what is new."""
        from tutor.checkin.talk import said

        for paragraph in said(stage, self.session.tutor.planner, self.words(stage)):
            self.tell(paragraph)

    def tell(self, paragraph: str) -> None:
        """A paragraph: data on stdout, unless a document is to come."""
        if self.out.as_json:
            self.out.talk(paragraph)
        else:
            self.out.show(*paragraph.split("\n"), "")

    def _opened(self, anew: bool, given: "AnswersFile | None" = None) -> "Stage":
        checkins = self.session.tutor.checkins
        with self.out.waiting("cli.waiting.checkin"):
            if given is not None:
                self._fits(given)
            return self.session.run(checkins.open(self.language, anew=anew))

    def _fits(self, given: "AnswersFile") -> None:
        """A file with too few or too many answers is refused before anything begins."""
        from tutor.checkin.questions import THEMES

        if len(given.answers) != len(THEMES):
            raise BadInput(
                "The answers file has {count} answers, and there are {questions} questions.",
                hint="See them with: tutor checkin --auto --json",
                count=len(given.answers),
                questions=len(THEMES),
            )

    def _typed(self) -> str | None:
        """What the learner answers; None where there is nobody."""
        if sys.stdin.isatty():
            typer.echo("> ", nl=False, err=True)
        line = sys.stdin.readline()
        return readable(line.rstrip("\n")) if line else None
