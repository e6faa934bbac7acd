"""Twenty-four weeks by commands alone: the whole course is planned and done, and every rule is kept."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge_base.exercises import Exercises
from knowledge_base.projects import Projects
from tests.fakes import FakeEmbedder
from tests.learner_environments import share
from tests.simulation.commanded import SETUP, WEEKS, Commanded, Document
from tests.tui.command_line import CommandLine
from tests.tutor.planning.desk import COURSE, course_outline
from tests.tutor.planning.plan_rules import check_days, check_session, check_weeks
from tools.running.environments import Environments
from tutor.clock import now
from tutor.learner.entries import Attempt, CheckIn, Done, Plan, Profile, ProjectRun, Review
from tutor.learner.record import Record
from tutor.planning.blocks import Block, Session
from tutor.planning.progress import standing
from tutor.planning.workload import workload

SOLVED = ("vectors", "softmax", "entropy")  # skills whose exercises are really solved
BUILT = "api-assistant"

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(
    tutor_home: Path, tmp_path: Path, learner_environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder to work in, with environments that are there already."""
    learner_environments.ensure("plain")
    share(learner_environments, tutor_home)
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Terminal:
    """Where the learner types, and solves some exercises and one project for real."""

    def __init__(self, tutor: CommandLine, desk: Path, patch: pytest.MonkeyPatch) -> None:
        self.tutor, self.desk, self.patch = tutor, desk, patch
        self.refused: list[tuple[str, ...]] = []

    def run(self, at: str, words: tuple[str, ...]) -> Document:
        """Run a command; what is refused says so and changes nothing."""
        self.patch.setenv("TUTOR_NOW", at)
        ran = self.tutor(*words)
        if ran.code == 2:
            self.refused.append(words)
            return {}
        assert ran.code == 0, ran.err
        document: Document = ran.document
        return document

    def checked(self, at: str, block: Document) -> bool:
        """Do a block by checks."""
        if block["kind"] == "practice" and block["ref"] in SOLVED:
            return all(self.solved(at, name) for name in course_outline().exercises[block["ref"]])
        if block["kind"] == "project" and block["ref"].startswith(f"{BUILT}/"):
            return self.built(at)
        return False

    def solved(self, at: str, name: str) -> bool:
        """Check the solution of an exercise."""
        path = self.desk / f"{name}.py"
        path.write_text(Exercises(COURSE).get(name).reference, encoding="utf-8")
        return bool(self.run(at, ("practice", "check", name, str(path), "--json"))["passed"])

    def built(self, at: str) -> bool:
        """Check the finished project."""
        folder = self.desk / BUILT
        if folder.exists():
            return False  # all its milestones are held at once
        self.run(at, ("project", "start", BUILT, str(folder), "--json"))
        shutil.copytree(Projects(COURSE).get(BUILT).folder / "reference", folder, dirs_exist_ok=True)
        return bool(self.run(at, ("project", "check", BUILT, str(folder), "--json"))["passed"])


def test_the_whole_course_is_planned_and_done_by_commands(
    capsys: pytest.CaptureFixture[str], tutor_home: Path, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tutor = CommandLine(capsys)
    terminal = Terminal(tutor, desk, monkeypatch)
    monkeypatch.setenv("TUTOR_NOW", "2026-11-24T12:00:00-03:00")
    assert tutor(*SETUP).code == 0
    learner = Commanded(terminal.run, desk, terminal.checked)
    learner.live()
    assert learner.plans[-1]["forecast"]["finish"] == ""
    assert learner.plans[-1]["forecast"]["end"] == "2027-05-14"
    assert len(terminal.refused) < WEEKS  # what was mastered since the morning needs no doing
    record = Record(tutor_home / "learner.db", now)
    everything_is_done(record)
    profile = record.latest(Profile)
    record.close()
    assert profile is not None
    for plan in learner.plans:
        keeps_the_rules(plan, profile)


def everything_is_done(record: Record) -> None:
    """Nothing of the course is left, and the record says how it was done."""
    profile = record.latest(Profile)
    assert profile is not None
    day = date(2027, 5, 9)
    assert (
        workload(course_outline(), standing(record, course_outline(), (), profile, lambda _: day).progress)
        == ()
    )
    lessons = {done.ref for done in record.entries(Done, kind="lesson") if done.finished}
    assert len(lessons) > 0.9 * len(COURSE.skills)  # the others were mastered before
    assert {attempt.outcome for attempt in record.entries(Attempt)} == {"passed"}
    assert [run.project for run in record.entries(ProjectRun) if not run.failing] == [BUILT]
    assert [held.week for held in record.entries(CheckIn)] == list(range(1, WEEKS))
    assert record.count(Review) > 1000
    assert record.entries(Plan)[0].why == "first"


def keeps_the_rules(plan: Document, profile: Profile) -> None:
    """The sessions of a week, as the command shows them."""
    sessions = [
        Session(
            date.fromisoformat(session["date"]),
            session["start"],
            session["minutes"],
            tuple(
                Block(b["kind"], b["ref"], b["minutes"], "next", done=b["done"]) for b in session["blocks"]
            ),
        )
        for session in plan["sessions"]
    ]
    check_days(profile, sessions)
    check_weeks(profile, sessions)
    for session in sessions:
        check_session(session)
