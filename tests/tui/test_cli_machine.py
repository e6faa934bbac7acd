"""`tutor doctor`, `tutor export`, `tutor import` and `tutor model`, as a person meets them."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import FakeEmbedder
from tests.tui.command_line import CommandLine
from tutor.llm.servers import ServerStatus
from tutor.settings import load_settings, save_settings

RUNNING = ServerStatus(
    running=True, healthy=True, pid=42, port=4242, url="http://127.0.0.1:4242/v1", engine="llama.cpp",
    model="smollm2-135m", path="/models/m.gguf", context=4096, parallel=2, threads=1, idle_minutes=15.0,
    started="2026-11-28T10:00:00+00:00", rss_bytes=300_000_000, busy=1, log="/logs/server.log",
)  # fmt: skip


# -- doctor ----------------------------------------------------------------------------------------


def test_doctor(tutor: CommandLine, tutor_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
    ran = tutor("doctor", "--json")
    assert ran.code == 0
    assert ran.document["ok"] is True
    assert all(check.keys() == {"name", "status", "detail", "fix"} for check in ran.document["checks"])
    assert "encoder" in [check["name"] for check in ran.document["checks"]]
    assert "Everything needed is there." in tutor("doctor", "--language", "en").out
    assert list(tutor_home.iterdir()) == []


def test_doctor_with_wrong_settings_fails_and_looks_at_the_rest(
    tutor: CommandLine, tutor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder())
    (tutor_home / "config.toml").write_text("= nonsense")
    ran = tutor("doctor", "--json")
    assert ran.code == 1
    assert {check["name"]: check["status"] for check in ran.document["checks"]}["config"] == "fail"
    assert "✗" in tutor("doctor").out


# -- export and import -----------------------------------------------------------------------------


def test_a_backup_there_and_back(tutor: CommandLine, tutor_home: Path, tmp_path: Path) -> None:
    save_settings(tutor_home, {"learner.start": "2026-11-28", "model.api_key": "very-secret"})
    file = tmp_path / "mine.zip"
    exported = tutor("export", str(file), "--json", "--language", "en")
    assert exported.code == 0
    assert exported.document["file"] == str(file)
    assert [member["name"] for member in exported.document["members"]] == ["config.toml"]
    assert "API key" in exported.err
    assert "very-secret" not in exported.out + exported.err
    assert tutor("export", str(file)).code == 4
    assert str(file) in "".join(tutor("export", str(file), "--force").out.split("\n"))

    save_settings(tutor_home, {"learner.start": "2027-01-02"})
    imported = tutor("import", str(file), "--json")
    assert imported.code == 0
    assert Path(imported.document["put_aside"]).exists()
    assert load_settings(tutor_home).learner.start == "2026-11-28"
    assert "before-import" in tutor("import", str(file)).out


def test_what_is_no_backup_is_said_so(tutor: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("x")
    assert tutor("import", str(tmp_path / "x.zip")).code == 2
    assert tutor("import", str(tmp_path / "y.zip")).code == 3
    assert tutor("export", str(tmp_path / "z.zip")).code == 3


def test_an_import_that_was_killed_is_finished_by_the_next_command(
    tutor: CommandLine, tutor_home: Path
) -> None:
    staged = tutor_home / ".import-x"
    staged.mkdir()
    (staged / "config.toml").write_text('language = "en"\n')
    (tutor_home / "import.json").write_text('{"staged": ".import-x"}')
    assert tutor("course", "list").code == 0
    assert load_settings(tutor_home).language == "en"
    assert not staged.exists()


# -- model -----------------------------------------------------------------------------------------


def test_model_list(tutor: CommandLine) -> None:
    document = tutor("model", "list", "--json").document
    names = {info["name"]: info for info in document["models"]}
    assert names["none"]["chosen"] is True  # as the tests are set up
    assert "smollm2-135m" in names
    assert document["suggestions"][0].keys() >= {"name", "source", "licence", "fits", "best"}
    text = tutor("model", "list", "--language", "en").out
    assert "●" in text
    assert document["suggestions"][0]["name"] in text


def test_model_use(tutor: CommandLine, tutor_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_MODEL__NAME")
    document = tutor("model", "use", "scripted", "--json").document
    assert (document["name"], document["chosen"]) == ("scripted", True)
    assert load_settings(tutor_home).model.name == "scripted"
    assert "none" in tutor("model", "use", "none").out
    assert tutor("model", "use", "no-such-model").code == 3
    assert load_settings(tutor_home).model.name == "none"


def test_model_status_stop_and_bench_without_a_server(tutor: CommandLine) -> None:
    assert tutor("model", "status", "--json").document["running"] is False
    assert "No model server" in tutor("model", "status", "--language", "en").out
    assert tutor("model", "stop", "--json").document["stopped"] is False
    assert tutor("model", "bench").code == 2


def test_model_serve_status_and_stop(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(model: Any, home: Path, *, say: Any) -> ServerStatus:
        say("Starting the model server ({model})...", model="smollm2-135m")
        return RUNNING

    monkeypatch.setattr("tutor.llm.servers.serve", serve)
    monkeypatch.setattr("tutor.llm.servers.status", lambda home: RUNNING)
    monkeypatch.setattr("tutor.llm.servers.stop", lambda home: RUNNING)
    started = tutor("model", "serve", "--json")
    assert started.document == asdict(RUNNING)
    assert "smollm2-135m" in started.err
    text = tutor("model", "status", "--language", "en").out
    assert "smollm2-135m is served at http://127.0.0.1:4242/v1" in " ".join(text.split())
    stopped = tutor("model", "stop", "--json").document
    assert (stopped["stopped"], stopped["running"]) == (True, False)
    assert "was stopped" in tutor("model", "stop", "--language", "en").out


def test_a_server_that_does_not_answer_is_told_apart(
    tutor: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    ill = ServerStatus(**{**asdict(RUNNING), "healthy": False})
    monkeypatch.setattr("tutor.llm.servers.status", lambda home: ill)
    assert "does not answer" in tutor("model", "status", "--language", "en").out


@dataclass(frozen=True)
class Fetched:
    """As `tutor.llm.pull.Pulled`."""

    name: str = "small"
    path: str = "/models/small.gguf"
    bytes: int = 1_000_000
    sha256: str = "00"
    checked: bool = True
    licence: str = "apache-2.0"
    source: str = "owner/repo"
    resumed_bytes: int = 0


def test_model_pull(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def pull(source: str, home: Path, *, progress: Any) -> Fetched:
        progress(10, 100)
        progress(100, 0)
        return Fetched(source=source)

    monkeypatch.setattr("tutor.llm.pull.pull", pull)
    assert tutor("model", "pull", "owner/repo", "--json").document == asdict(Fetched())
    text = tutor("model", "pull", "owner/repo", "--language", "en").out
    assert "Licence: apache-2.0" in text
    assert "tutor model use small" in text


def test_model_bench(tutor: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutor.llm.bench import BenchResult

    result = BenchResult("m", "llama.cpp", "two cores", 600, 270.0, 35.0, 2000.0, 80.0, 35.0, 60.0, 1, "now")

    async def bench(model: Any, home: Path, *, say: Any) -> BenchResult:
        return result

    monkeypatch.setattr("tutor.llm.bench.bench", bench)
    assert tutor("model", "bench", "--json").document == asdict(result)
    assert "prompt, tokens a second: 270.0" in tutor("model", "bench", "--language", "en").out
