"""What the doctor finds, and what it says to do about it."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from knowledge_base.course_loader import default_course_folder
from knowledge_base.documents import Document, Language
from knowledge_base.errors import Missing
from knowledge_base.library import Library
from tests.fakes import FakeEmbedder
from tutor import doctor_machine, doctor_parts
from tutor.clock import now
from tutor.diagnosis import Check, Patient
from tutor.doctor import CHECKS, examine, settings_or_defaults
from tutor.learner.entries import Profile
from tutor.learner.record import Record
from tutor.settings import ModelSettings, Settings, save_settings


@pytest.fixture
def patient(tutor_home: Path) -> Patient:
    """A healthy one."""
    return Patient(
        home=tutor_home,
        settings=settings_or_defaults(tutor_home),
        language="en",
        course_folder=default_course_folder(),
        make_embedder=FakeEmbedder,
        environment={"TERM": "xterm-256color"},
    )


def with_model(patient: Patient, **values: Any) -> Patient:
    """The same with another model."""
    settings = patient.settings.model_copy(update={"model": ModelSettings(**values)})
    return replace(patient, settings=settings)


def test_a_healthy_tutor_has_no_failed_check(patient: Patient) -> None:
    report = examine(patient)
    assert [check.name for check in report.checks] == list(CHECKS)
    assert [check for check in report.checks if check.status == "fail"] == []
    assert report.ok
    assert all(check.detail for check in report.checks)


@pytest.mark.parametrize("language", ["es", "en"])
def test_whatever_is_wrong_has_a_fix(patient: Patient, language: Language) -> None:
    sick = replace(
        with_model(patient, name="no-such-model"), language=language, course_folder=patient.home / "nothing"
    )
    report = examine(sick)
    assert not report.ok
    assert all(check.fix for check in report.checks if check.status != "ok")


def test_a_check_that_crashes_does_not_stop_the_others(patient: Patient) -> None:
    def broken() -> FakeEmbedder:
        raise RuntimeError("Protobuf parsing failed")

    report = examine(replace(patient, make_embedder=broken))
    assert len(report.checks) == len(CHECKS)
    (encoder,) = [check for check in report.checks if check.name == "encoder"]
    assert encoder.status == "fail"
    assert "Protobuf parsing failed" in encoder.detail


def test_a_missing_encoder_says_what_mends_it(patient: Patient) -> None:
    def absent() -> FakeEmbedder:
        raise Missing("The encoder's file {path} is not there.", hint="Run: git checkout", path="x")

    report = examine(replace(patient, make_embedder=absent))
    (encoder,) = [check for check in report.checks if check.name == "encoder"]
    assert (encoder.status, encoder.fix) == ("fail", "Run: git checkout")


def test_an_old_python(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "OLDEST_PYTHON", (99, 0))
    assert doctor_machine.check_python(patient).status == "fail"


def test_a_folder_that_cannot_be_written(patient: Patient, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert doctor_machine.check_home(replace(patient, home=tmp_path / "file" / "home")).status == "fail"
    later = doctor_machine.check_home(replace(patient, home=tmp_path / "later"))
    assert later.status == "ok"
    assert not (tmp_path / "later").exists()


@pytest.mark.parametrize(("free", "status"), [(10**8, "fail"), (10**9, "warn"), (10**11, "ok")])
def test_disk(patient: Patient, monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr(doctor_machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))
    assert doctor_machine.check_disk(patient).status == status


@pytest.mark.parametrize(("available", "status"), [(10**9, "warn"), (10**10, "ok")])
def test_memory(patient: Patient, monkeypatch: pytest.MonkeyPatch, available: int, status: str) -> None:
    monkeypatch.setattr(
        "psutil.virtual_memory", lambda: SimpleNamespace(total=16 * 10**9, available=available)
    )
    found = doctor_machine.check_memory(patient)
    assert found.status == status
    assert "16.0 GB" in found.detail


def test_clock(patient: Patient) -> None:
    frozen = replace(patient, environment={"TUTOR_NOW": "2026-11-28T10:00:00Z"})
    assert doctor_machine.check_clock(frozen).status == "warn"
    assert "2026-11-28 10:00" in doctor_machine.check_clock(frozen).detail
    assert doctor_machine.check_clock(patient).status == "ok"
    learner = patient.settings.learner.model_copy(update={"timezone": "America/Nowhere"})
    wrong = replace(patient, settings=patient.settings.model_copy(update={"learner": learner}))
    (clock,) = [check for check in examine(wrong).checks if check.name == "clock"]
    assert clock.status == "fail"


def test_a_clock_that_was_never_set(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "FIRST_YEAR", 9999)
    assert doctor_machine.check_clock(patient).status == "warn"


@pytest.mark.parametrize(
    ("size", "environment", "status", "said"),
    [
        ((120, 40), {"TERM": "xterm-256color"}, "ok", "120x40, 256"),
        ((120, 40), {"TERM": "xterm", "COLORTERM": "truecolor"}, "ok", "16777216"),
        ((120, 40), {"TERM": "xterm", "NO_COLOR": "1"}, "ok", " 2 "),
        ((60, 40), {"TERM": "xterm"}, "warn", "60x40"),
        ((120, 20), {"TERM": "xterm"}, "warn", "120x20"),
        ((120, 40), {"TERM": "dumb"}, "warn", "120x40"),
    ],
)
def test_terminal(
    patient: Patient,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
    environment: dict[str, str],
    status: str,
    said: str,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(doctor_machine.shutil, "get_terminal_size", lambda default: size)
    found = doctor_machine.check_terminal(replace(patient, environment=environment))
    assert found.status == status
    assert said in found.detail


def test_config(patient: Patient) -> None:
    assert doctor_parts.check_config(patient).status == "ok"
    save_settings(patient.home, {"language": "en"})
    assert "config.toml" in doctor_parts.check_config(patient).detail
    (patient.home / "config.toml").write_text("[modle]\n")
    assert settings_or_defaults(patient.home) == Settings.model_construct()
    (config,) = [check for check in examine(patient).checks if check.name == "config"]
    assert config.status == "fail"
    assert "modle" in config.detail


def test_record(patient: Patient) -> None:
    unknown = doctor_parts.check_record(patient)
    assert (unknown.status, unknown.fix) == ("warn", "Say when you study: tutor setup")
    assert not (patient.home / "learner.db").exists()
    learner = patient.settings.learner.model_copy(update={"start": "2026-11-28"})  # as installs had it before
    older = replace(patient, settings=patient.settings.model_copy(update={"learner": learner}))
    assert doctor_parts.check_record(older).detail == "from 2026-11-28 on, on Saturday, Sunday"
    record = Record(patient.home / "learner.db", now)
    record.add(Profile(record.now(), "en", "Asia/Tokyo", "2027-01-09", ("sat",), 4.0))
    record.close()
    assert doctor_parts.check_record(older).detail == "from 2027-01-09 on, on Saturday"
    frozen = replace(patient, environment={"TUTOR_NOW": "2026-11-28T10:00:00Z"})
    assert "2026-11-28 19:00" in doctor_machine.check_clock(frozen).detail  # the learner's zone


def test_a_damaged_record_is_one_failed_check(patient: Patient) -> None:
    (patient.home / "learner.db").write_bytes(b"garbage " * 1000)
    failed = [check for check in examine(patient).checks if check.status == "fail"]
    assert [check.name for check in failed] == ["record"]
    assert "damaged" in failed[0].detail


def test_library(patient: Patient) -> None:
    assert not (patient.home / "library.db").exists()
    assert doctor_parts.check_library(patient).status == "ok"
    assert not (patient.home / "library.db").exists()
    library = Library(patient.home, FakeEmbedder())
    note = Document("/note.md", "Note", "A note about airships.", "text/markdown", (), "en")
    library.add_documents([note], "/note.md")
    library.close()
    assert "1 documents, 1 passages" in doctor_parts.check_library(patient).detail
    other = replace(patient, make_embedder=lambda: FakeEmbedder("another", 32))
    wrong = doctor_parts.check_library(other)
    assert (wrong.status, wrong.fix) == ("fail", "tutor library rebuild")


def test_a_rebuild_that_was_killed_is_noticed(patient: Patient) -> None:
    library = Library(patient.home, FakeEmbedder())
    note = Document("/note.md", "Note", "A note about airships.", "text/markdown", (), "en")
    library.add_documents([note], "/note.md")
    library.store.start_over_vectors("fake-trigrams-64", 64)
    library.close()
    assert doctor_parts.check_library(patient).status == "warn"


def test_a_damaged_library_is_a_failed_check(patient: Patient) -> None:
    (patient.home / "library.db").write_bytes(b"garbage " * 1000)
    (library,) = [check for check in examine(patient).checks if check.name == "library"]
    assert library.status == "fail"
    assert "damaged" in library.detail


def test_who_owns_the_vectors(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = patient.home / "vectors.lock"
    assert "first question" in doctor_parts.check_vectors(patient).detail
    with FileLock(lock):
        assert "another process" in doctor_parts.check_vectors(patient).detail
    lock.touch()
    assert "free" in doctor_parts.check_vectors(patient).detail
    monkeypatch.setattr(doctor_parts, "find_spec", lambda name: None)
    assert doctor_parts.check_vectors(patient).status == "fail"


def test_model(patient: Patient, tmp_path: Path) -> None:
    assert doctor_parts.check_model(with_model(patient, name="none")).status == "ok"
    assert doctor_parts.check_model(with_model(patient, name="scripted")).status == "ok"
    assert doctor_parts.check_model(with_model(patient, name="no-such")).status == "fail"
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"nonsense")
    assert doctor_parts.check_model(with_model(patient, name=str(broken))).status == "fail"


def test_the_packaged_model(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = with_model(patient, name="smollm2-135m")
    monkeypatch.setattr("tutor.llm.models.installed_file", lambda: None)
    assert doctor_parts.check_model(packaged).status == "warn"
    file = patient.home / "model.gguf"
    file.write_bytes(b"x" * 1000)
    monkeypatch.setattr("tutor.llm.models.installed_file", lambda: file)
    assert doctor_parts.check_model(packaged).status == "ok"


def test_an_endpoint_that_is_off_is_a_warning_and_its_key_is_never_shown(patient: Patient) -> None:
    away = with_model(patient, base_url="http://127.0.0.1:9/v1", api_key="very-secret")
    found = doctor_parts.check_model(away)
    assert found.status == "warn"
    assert "http://127.0.0.1:9/v1" in found.detail
    report = examine(away)
    assert "very-secret" not in repr(report)


def test_an_endpoint_that_answers(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def listed(self: Any) -> list[dict[str, Any]]:
        return [{"id": "served-model"}]

    monkeypatch.setattr("tutor.llm.endpoint.FixedEndpoint._listed", listed)
    found = doctor_parts.check_model(with_model(patient, base_url="http://127.0.0.1:9/v1", api_key="secret"))
    assert found == Check("model", "ok", "served-model at http://127.0.0.1:9/v1 (with a key)")


def test_server(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    packaged = with_model(patient, name="smollm2-135m")
    assert doctor_parts.check_server(with_model(patient, name="none")).detail == "not needed"
    assert "first question" in doctor_parts.check_server(packaged).detail
    running = SimpleNamespace(running=True, healthy=True, model="m", url="http://127.0.0.1:1/v1", rss_bytes=1)
    monkeypatch.setattr(doctor_parts, "server_status", lambda home: running)
    assert doctor_parts.check_server(packaged).status == "ok"
    running.healthy = False
    assert doctor_parts.check_server(packaged).status == "warn"
    monkeypatch.setattr(doctor_parts, "find_spec", lambda name: None)
    for engine in ("llama.cpp", "llama-cpp-python"):
        found = doctor_parts.check_server(with_model(patient, name="smollm2-135m", engine=engine))
        assert found.status == "fail"
        assert "-m pip install" in found.fix
