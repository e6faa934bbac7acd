"""Projects with the learner's record: what is kept, and what a report says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge_base.course_loader import load_course
from knowledge_base.errors import BadInput
from tests.small_project import REFERENCE, write_course
from tools.running.environments import Environments
from tools.sandbox import Limits
from tools.sandboxing.isolation import find_sandbox
from tutor.learner.record import Record
from tutor.project_documents import project_document, project_report_document
from tutor.projects import ProjectWork


@pytest.fixture
def work(tmp_path: Path, learner_environments: Environments) -> Iterator[ProjectWork]:
    """On the small course, with an empty record."""
    write_course(tmp_path / "course")
    record = Record(tmp_path / "learner.db", lambda: datetime(2026, 11, 28, 10, tzinfo=UTC))
    yield ProjectWork(load_course(tmp_path / "course"), record, find_sandbox, learner_environments, Limits())
    record.close()


def states(work: ProjectWork) -> list[tuple[str, int]]:
    """State and number of checks that hold, of every project."""
    return [(line.state, len(line.held)) for line in work.lines()]


def test_from_new_to_done(work: ProjectWork, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    work.start("word-counter", folder, "en")
    assert not work.check("word-counter", folder, "en").held
    assert states(work) == [("new", 0)]  # the starter as it was given is no work
    (folder / "counter.py").write_text(REFERENCE.partition("def report")[0], encoding="utf-8")
    half = project_report_document(work.check("word-counter", folder, "es"), "es")
    assert states(work) == [("tried", 2)]
    assert [item["reached"] for item in half["milestones"]] == [True, False]
    assert half["next"] == {"id": "report", "title": "Informe"}
    (check,) = half["milestones"][1]["checks"]
    assert check["message"].startswith("Todavía no está escrito: ImportError")
    (folder / "counter.py").write_text(REFERENCE, encoding="utf-8")
    done = project_report_document(work.check("word-counter", folder, "en"), "en")
    assert (done["passed"], done["next"], done["problem"]) == (True, None, None)
    assert [len(item["levels"]) for item in done["rubric"]] == [4]
    assert states(work) == [("done", 3)]
    (folder / "counter.py").write_text("x = 1\n", encoding="utf-8")
    work.check("word-counter", folder, "en")
    assert states(work) == [("done", 0)]  # once done stays done, and the latest check is shown


def test_each_check_is_an_event_that_the_record_can_be_rebuilt_from(
    work: ProjectWork, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    work.start("word-counter", folder, "en")
    (folder / "counter.py").write_text(REFERENCE, encoding="utf-8")
    work.check("word-counter", folder, "en")
    before = work.record.project_runs("word-counter")
    work.record.rebuild()
    assert work.record.project_runs() == before
    (run,) = before
    assert (run.folder, run.failing, run.ended) == (str(folder.resolve()), (), "")
    assert run.held == ("test_counts_words", "test_case_is_ignored", "test_reads_the_data")


def test_an_early_end_is_told_in_words(work: ProjectWork, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "counter.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    document = project_report_document(work.check("word-counter", folder, "es"), "es")
    assert document["problem"]["kind"] == "crash"
    outcomes = [check["outcome"] for item in document["milestones"] for check in item["checks"]]
    assert outcomes == ["ended", "not_run", "not_run"]


def test_a_project_is_shown_with_everything_that_is_needed(work: ProjectWork) -> None:
    document = project_document(work.line("word-counter"), "es")
    assert document["brief"].startswith("# Contador")
    assert [item["minutes"] for item in document["milestones"]] == [40, 50]
    assert document["data"] == [{"file": "words.txt", "what": "Palabras"}]


def test_what_is_not_there_is_told(work: ProjectWork, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        work.check("word-counter", tmp_path / "nowhere", "en")
    with pytest.raises(BadInput, match="no project"):
        work.check("nothing", tmp_path, "en")
