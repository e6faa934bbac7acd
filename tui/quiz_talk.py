"""A quiz held on a terminal: question, answer, what it is worth, the learner's word on it, kept at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from tui.output import ExitCode, Output
from tui.quiz_text import show_assessed, show_done, show_next, show_question
from tutor.quiz_documents import asked_document, assessed_document, graded_document, quiz_document
from tutor.reviews.answers import read_grade
from tutor.reviews.quiz import LONGEST

if TYPE_CHECKING:
    from tutor.app import Tutor
    from tutor.reviews.questions import Asked, Assessed, Graded, Sitting

Typed = Callable[[str], str]


def typed_line(question: str) -> str:
    """A line that the learner types; Ctrl-C and the end of the input end the quiz."""
    return str(typer.prompt(question, default="", show_default=False, err=True))


def hold(tutor: "Tutor", sitting: "Sitting", out: Output, typed: Typed = typed_line) -> None:
    """Hold a quiz.

    Args:
        tutor: whose quiz it is.
        sitting: that was begun.
        out: where it speaks.
        typed: asks for a line.
    """
    talk = _Talk(tutor, sitting, out, typed)
    try:
        for number, asked in enumerate(sitting.queue.asked, 1):
            talk.ask(asked, number)
    except typer.Abort:
        talk.finish()
        out.say("cli.quiz.stopped")
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    talk.finish()


@dataclass
class _Talk:
    tutor: "Tutor"
    sitting: "Sitting"
    out: Output
    typed: Typed
    seconds: float = 0.0
    graded: "list[Graded]" = field(default_factory=list)

    def ask(self, asked: "Asked", number: int) -> None:
        """Ask, grade, keep."""
        course, language = self.tutor.course, self.out.language
        document = asked_document(asked, course, language)
        show_question(document, number, len(self.sitting.queue.asked), self.out)
        if asked.form == "task":
            return
        begun = self._clock()
        answer = self.typed(self.out.text(f"cli.quiz.{_PROMPTS[asked.form]}"))
        assessed = self.tutor.quiz.assess(asked.item, answer, language, check=self.sitting.check)
        show_assessed(assessed_document(assessed, course, language), self.out)
        grade = self._own_grade(assessed)
        spent = min(LONGEST, self._clock() - begun)
        self.seconds += spent
        self.graded.append(self._kept(assessed, spent, grade))
        show_next(graded_document(self.graded[-1], course, language), self.out)

    def finish(self) -> None:
        """Keep that the quiz was held, and say how it went."""
        quiz, check, language = self.tutor.quiz, self.sitting.check, self.out.language
        done = quiz.finish(self.seconds, check=check).minutes if self.graded else 0
        left = quiz.weekly(language) if check else quiz.queue(language)
        document = quiz_document(
            self.sitting.id, check, self.graded, (), left, done, self.tutor.course, language
        )
        show_done(document, self.out)

    def _kept(self, assessed: "Assessed", seconds: float, grade: int | None) -> "Graded":
        if self.sitting.check:
            return self.tutor.quiz.keep_weekly(assessed)
        return self.tutor.quiz.keep(self.sitting.id, assessed, seconds, grade)

    def _own_grade(self, assessed: "Assessed") -> int | None:
        """The learner's own grade of an open answer; None where the program's stands."""
        if assessed.asked.form != "open":
            return None
        needed = assessed.grade is None
        question = self.out.text("cli.quiz.did_you" if needed else "cli.quiz.correct")
        while True:
            typed = self.typed(question)
            if not typed.strip() and not needed:
                return None
            if (grade := read_grade(typed)) is not None:
                return grade
            self.out.say("cli.quiz.which_grade")

    def _clock(self) -> float:
        from datetime import datetime

        return datetime.fromisoformat(self.tutor.record.now()).timestamp()


_PROMPTS = {"open": "your_answer", "choice": "your_letter", "number": "your_number"}
