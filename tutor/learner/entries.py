"""What the record keeps: one value for each kind of event, all builtins, so that JSON holds them whole."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

AttemptOutcome = Literal["passed", "failed", "undecided", "unusable"]
Source = Literal["attempt", "project", "review", "quiz", "interview", "placement", "override"]


@dataclass(frozen=True)
class Entry:
    """Something that happened; `KIND` names its events and `TABLE` the table that is read.

    Attributes:
        at: ISO time.
    """

    KIND: ClassVar[str]
    TABLE: ClassVar[str]

    at: str


@dataclass(frozen=True)
class Profile(Entry):
    """Who studies, and when; the latest one holds.

    Attributes:
        language: of the screens, `es` or `en`.
        timezone: IANA name; empty is the machine's own.
        start: first day of the course, ISO date.
        days: of the week, as in `tutor.profile.DAYS`.
        hours: of study a week.
        begins: time of day at which a session begins, HH:MM.
        free: ISO dates on which nothing is planned.
        job, role: what the learner wants to become, in their words; empty where nothing was said.
        goal_date: by when, ISO date; empty where nothing was said.
        intention: an if-then sentence of the learner's.
        end: the day on which the course is over, as many weeks after the start as it has, ISO date.
    """

    KIND = "profile"
    TABLE = "profiles"

    language: str
    timezone: str
    start: str
    days: tuple[str, ...]
    hours: float
    begins: str = "10:00"
    free: tuple[str, ...] = ()
    job: str = ""
    role: str = ""
    goal_date: str = ""
    intention: str = ""
    end: str = ""


@dataclass(frozen=True)
class Attempt(Entry):
    """A program that was checked against an exercise.

    Attributes:
        exercise: its id.
        source: the program.
        program: fingerprint of what it does; the same for two that differ in comments or layout only.
        outcome: `unusable` where the file could not be run at all.
        failing: names of the checks that did not hold.
        mistake: id of the known mistake that it makes; empty where none was recognised.
        rung: the highest rung of help that had been seen for the exercise.
        seed: of the drawn inputs.
        counterexample: the smallest call that failed, as the report has it; None where there is none.
    """

    KIND = "attempt"
    TABLE = "attempts"

    exercise: str
    source: str
    program: str
    outcome: AttemptOutcome
    failing: tuple[str, ...] = ()
    mistake: str = ""
    rung: int = 0
    seed: int = 0
    counterexample: dict[str, Any] | None = None


@dataclass(frozen=True)
class Help(Entry):
    """A rung of help that was shown (`tools.hints.RUNGS`).

    Attributes:
        exercise: its id.
        rung: from 1.
        program: fingerprint of the attempt that it was given for; empty where there was none.
    """

    KIND = "help"
    TABLE = "helps"

    exercise: str
    rung: int
    program: str


@dataclass(frozen=True)
class ProjectRun(Entry):
    """A folder that was checked against a project.

    Attributes:
        project: its id.
        folder: where the learner's files are.
        program: fingerprint of those files.
        held, failing: names of the checks.
        ended: why the program ended before all was said; empty where it did not.
    """

    KIND = "project"
    TABLE = "project_checks"

    project: str
    folder: str
    program: str
    held: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    ended: str = ""


@dataclass(frozen=True)
class Observation(Entry):
    """What something shows about a skill; from these alone comes the estimate of mastery.

    Attributes:
        skill: its id.
        source: where it was seen; `override` is the learner's own word.
        item: what was asked, such as `exercise:softmax` or a card's id; the same item again proves less.
        outcome: from 0, wrong, to 1, right.
        helped: whether more than the counterexample was shown, or the solution not long before.
    """

    KIND = "observation"
    TABLE = "observations"

    skill: str
    source: Source
    item: str
    outcome: float
    helped: bool = False


@dataclass(frozen=True)
class Review(Entry):
    """An item that was asked again, and how well it is remembered from then on.

    Attributes:
        item: id of a card, or `exercise:<id>` for a small coding task.
        skill: its id.
        grade: 1 again, 2 hard, 3 good, 4 easy.
        how: who graded: `points` the program by key points, `choice` the program, `self` the learner,
            `checks` the hidden checks, `import` another program's log.
        quiz: id of the quiz that it belongs to; empty where it belongs to none.
        answer: what the learner wrote; empty where it was only thought.
        seconds: that it took; 0 where that is not known.
        state, step, stability, difficulty, due: of py-fsrs' card afterwards; stability in days.
        repetitions, lapses: so far, this one included.
    """

    KIND = "review"
    TABLE = "reviews"

    item: str
    skill: str
    grade: int
    how: Literal["points", "choice", "self", "checks", "import"]
    quiz: str
    answer: str
    seconds: float
    state: int
    step: int | None
    stability: float
    difficulty: float
    due: str
    repetitions: int
    lapses: int


@dataclass(frozen=True)
class Weights(Entry):
    """Weights of the memory model that predict the learner's own log better than those before.

    Attributes:
        parameters: of FSRS-6, 21 numbers.
        reviews: that they were fitted to.
        log_loss, log_loss_before: on held-out reviews of the same log.
    """

    KIND = "weights"
    TABLE = "weights"

    parameters: tuple[float, ...]
    reviews: int
    log_loss: float
    log_loss_before: float


@dataclass(frozen=True)
class PlacementAnswer(Entry):
    """An item of a placement that was answered or passed over.

    Attributes:
        item: its id.
        unit, skill: that it tells about.
        answer: what was said; empty where it was passed over.
        right: whether it holds.
        seconds: that it took.
        round: of placement, as in `PlacementState`.
    """

    KIND = "placement_answer"
    TABLE = "placement_answers"

    item: str
    unit: str
    skill: str
    answer: str
    right: bool
    seconds: float = 0.0
    round: int = 1


@dataclass(frozen=True)
class PlacementState(Entry):
    """A placement that was begun, finished or skipped.

    Attributes:
        state: the latest one holds.
        seconds: of answering so far, in its round.
        round: from 1; what was answered in an earlier one no longer counts.
    """

    KIND = "placement"
    TABLE = "placements"

    state: Literal["begun", "finished", "skipped"]
    seconds: float = 0.0
    round: int = 1


@dataclass(frozen=True)
class UnitKnown(Entry):
    """A unit that is taken as known, or no longer.

    Attributes:
        unit: its id.
        known: whether it may be left out of the plan.
        how: `placement` where its items were answered, `claim` where the learner says so.
        right, asked: items of its placement.
        through: id of a unit that was passed and builds on this one, of which little was asked; else empty.
    """

    KIND = "unit_known"
    TABLE = "units_known"

    unit: str
    known: bool
    how: Literal["placement", "claim"]
    right: int = 0
    asked: int = 0
    through: str = ""


@dataclass(frozen=True)
class Done(Entry):
    """A block of study that was done, or part of one.

    Attributes:
        kind: of the block (`tutor.planning.blocks.Kind`).
        ref: id of what was studied; empty where the block has none.
        minutes: spent.
        day: ISO date on which it was done.
        finished: whether the whole of `ref` is done with it.
    """

    KIND = "done"
    TABLE = "blocks_done"

    kind: str
    ref: str
    minutes: int
    day: str
    finished: bool = True


@dataclass(frozen=True)
class Plan(Entry):
    """A plan; the latest one holds, and of those before only what they changed is kept.

    Attributes:
        why: what led to it: `first`, or why work moved (`tutor.planning.changes.Cause`).
        sessions: as `tutor.planning.blocks` writes them.
        forecast: finish date and its uncertainty.
        moved: what changed since the plan before, and why.
    """

    KIND = "plan"
    TABLE = "plans"

    why: str
    sessions: tuple[dict[str, Any], ...]
    forecast: dict[str, Any]
    moved: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Choice(Entry):
    """What the learner chose where the course no longer fitted.

    Attributes:
        kind: `hours` a week, `cut` some skills, a `later` end; `restore` takes skills back in.
        skills: that were cut or taken back.
        hours: a week, from then on.
        end: ISO date on which the course may end.
    """

    KIND = "choice"
    TABLE = "choices"

    kind: Literal["hours", "cut", "later", "restore"]
    skills: tuple[str, ...] = ()
    hours: float = 0.0
    end: str = ""


@dataclass(frozen=True)
class CheckIn(Entry):
    """A weekly check-in that was finished.

    Attributes:
        week: of the course, from 1, that it looked back at.
        thread: id of its conversation.
        facts: that it started from.
        answers: each question with what was answered.
        reflection: what the tutor said about them.
        commitment: of the learner's, for the week to come.
        accepted: whether the next week's plan was taken as it was proposed.
    """

    KIND = "checkin"
    TABLE = "checkins"

    week: int
    thread: str
    facts: dict[str, Any]
    answers: tuple[dict[str, Any], ...]
    reflection: str
    commitment: str
    accepted: bool


@dataclass(frozen=True)
class CheckInDraft(Entry):
    """Facts and questions that were prepared without the learner (`tutor checkin --auto`).

    Attributes:
        week: of the course, from 1, that they look back at.
        facts: as `tutor.checkin.facts` gathers them.
        questions: as `tutor.checkin.questions` makes them.
    """

    KIND = "checkin_draft"
    TABLE = "checkin_drafts"

    week: int
    facts: dict[str, Any]
    questions: tuple[dict[str, Any], ...] = field(default=())


@dataclass(frozen=True)
class CalendarExport(Entry):
    """What a calendar file says (`tutor plan --ics`); the latest one holds.

    Attributes:
        calendar: id of the learner's calendar, the same in all of them.
        events: by UID: fingerprint, empty where it was taken back; sequence; start, ISO wall time; minutes;
            ISO time of its last change.
    """

    KIND = "calendar"
    TABLE = "calendar_exports"

    calendar: str
    events: dict[str, Any]


ENTRIES: tuple[type[Entry], ...] = (
    Profile, Attempt, Help, ProjectRun, Observation, Review, Weights, PlacementAnswer, PlacementState,
    UnitKnown, Done, Plan, Choice, CheckIn, CheckInDraft, CalendarExport,
)  # fmt: skip
