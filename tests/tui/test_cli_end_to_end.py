"""The real thing: a fresh process, the shipped encoder, no model, no network."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.citations import stands_in
from knowledge_base.store import LibraryStore

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all: the first question makes its library."""
    return tmp_path_factory.mktemp("end-to-end")


def command(home: Path, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run `tutor` as another process."""
    environment = {**os.environ, "TUTOR_HOME": str(home), "TUTOR_MODEL__NAME": "none"}
    line = [sys.executable, "-m", "tui.cli", *arguments]
    return subprocess.run(line, input=given, capture_output=True, check=False, cwd=ROOT, env=environment)


def document(done: "subprocess.CompletedProcess[bytes]") -> Any:
    """The one JSON document of a command that was done."""
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_a_question_in_each_language_is_answered_from_the_lessons(home: Path) -> None:
    lines = (
        b'{"id": "es", "text": "\xc2\xbfQu\xc3\xa9 hace softmax con una lista de puntajes?"}\n'
        b'{"id": "en", "text": "What does softmax do with a list of scores?"}\n'
    )
    done = command(home, "ask", "--batch", "-", given=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["es", "en"]
    store = LibraryStore(home / "library.db")
    for answer in answers:
        assert answer["language"] == answer["id"]
        assert not answer["abstained"]
        assert "softmax" in answer["answer"].lower()
        for citation in answer["citations"]:
            assert stands_in(citation["quote"], store.document(citation["uri"]).text)
    store.close()


def test_the_way_of_a_first_day(home: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Zeppelin\n\nA zeppelin is a rigid airship filled with hydrogen or helium.\n")
    profile = document(command(home, "setup", "--yes", "--start", "2026-11-28", "--json"))
    assert profile["end"] == "2027-05-15"
    assert document(command(home, "library", "add", str(note), "--json"))["added"] == 1
    found = document(command(home, "library", "search", "dirigible con helio", "-k", "3", "--json"))
    assert str(note) in [result["uri"] for result in found["results"]]
    assert document(command(home, "doctor", "--json"))["ok"] is True
    backup = tmp_path / "backup.zip"
    assert document(command(home, "export", str(backup), "--json"))["bytes"] > 0
    document(command(home, "library", "remove", str(note), "--json"))
    document(command(home, "import", str(backup), "--json"))
    documents = document(command(home, "library", "list", "--json"))["documents"]
    assert str(note) in [row["uri"] for row in documents]
    found = document(command(home, "library", "search", "zeppelin helium", "-k", "1", "--json"))
    assert found["results"][0]["uri"] == str(note)


def _hear_interrupts() -> None:
    """A shell without job control makes what it starts in the background deaf to Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_a_batch_with_130_and_what_was_said_stays_said(home: Path) -> None:
    environment = {**os.environ, "TUTOR_HOME": str(home), "TUTOR_MODEL__NAME": "none"}
    line = [sys.executable, "-m", "tui.cli", "route", "--batch", "-", "--language", "en"]
    with subprocess.Popen(
        line,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
        preexec_fn=_hear_interrupts,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"id": 1, "text": "/plan"}\n')
        process.stdin.flush()
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait() == 130
    assert first["intent"] == "plan"
    assert b"Interrupted." in said
    assert b"Traceback" not in said
