"""What the doctor finds about running the learner's programs."""

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge_base.documents import Language
from tests.fakes import FakeEmbedder
from tools.running.environments import Environments
from tools.sandbox import Guard, SelfTest
from tools.sandboxing import isolation
from tutor.app import open_tutor
from tutor.diagnosis import Patient
from tutor.doctor_practice import check_environments, check_sandbox, sandbox_found
from tutor.settings import load_settings

HOLDS = SelfTest("bubblewrap", (Guard("network", True), Guard("home", True)))
WEAKER = SelfTest("landlock", (Guard("network", True),))
LEAKS = SelfTest("bubblewrap", (Guard("network", True), Guard("home", False, "the home was listed")))
DEAD = SelfTest("bubblewrap", problem="setting up uid map: Permission denied")


@pytest.fixture
def patient(tutor_home: Path) -> Patient:
    """On a fresh home."""
    return Patient(tutor_home, load_settings(tutor_home), "en", tutor_home, FakeEmbedder, {})


def test_the_sandbox_of_this_machine_is_tried(patient: Patient) -> None:
    check = check_sandbox(patient)
    assert (check.name, check.status) == ("sandbox", "ok")
    assert check.detail.startswith("bubblewrap: ")


def test_the_strongest_holds(patient: Patient) -> None:
    check = sandbox_found(patient, [HOLDS, WEAKER])
    assert (check.status, check.detail, check.fix) == ("ok", "bubblewrap: 2 guards tried, all hold", "")


@pytest.mark.parametrize("stronger", [DEAD, LEAKS])
@pytest.mark.parametrize("language", ["es", "en"])
def test_a_weaker_one_is_a_warning_that_says_what_mends_it(
    patient: Patient, stronger: SelfTest, language: Language
) -> None:
    check = sandbox_found(replace(patient, language=language), [stronger, WEAKER])
    assert check.status == "warn"
    assert "landlock" in check.detail
    assert "Permission denied" in check.detail or "the home was listed" in check.detail
    assert check.fix


@pytest.mark.parametrize(("platform", "tests", "status"), [("linux", [DEAD], "fail"), ("darwin", [], "warn")])
def test_where_none_holds_it_says_so(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, platform: str, tests: list[SelfTest], status: str
) -> None:
    monkeypatch.setattr(isolation, "self_tests", lambda: tests)
    monkeypatch.setattr(isolation, "find_sandbox", lambda: isolation.choose([], platform))
    check = check_sandbox(patient)
    assert check.status == status
    assert check.fix


def test_which_environments_there_are(patient: Patient) -> None:
    check = check_environments(patient)
    assert (check.status, check.fix) == (
        "ok",
        "To have it without a network later: tutor run --prepare numpy",
    )
    mark_whole(patient, "numpy")
    assert check_environments(patient).detail == "numpy; not made yet: agents, rag, services, torch"
    mark_whole(patient, "torch")
    assert check_environments(patient).detail == "numpy, torch; not made yet: agents, rag, services"


def mark_whole(patient: Patient, name: str) -> None:
    """An environment as it looks from outside."""
    from tools.running.environments import recipes

    folder = patient.home / "environments" / name
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    (folder / "whole.txt").write_text(recipes()[name].mark, encoding="utf-8")


def test_the_tutor_has_a_sandbox_and_environments(tutor_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_PRACTICE__SECONDS", "3")
    tutor = open_tutor(tutor_home)
    assert tutor.sandbox is tutor.sandbox
    assert tutor.sandbox.name in ("bubblewrap", "landlock")
    assert isinstance(tutor.environments, Environments)
    assert tutor.environments.folder == tutor_home / "environments"
    assert tutor.wishes().limits.seconds == 3
    assert tutor.wishes(seconds=1).within("numpy").seconds == 1
