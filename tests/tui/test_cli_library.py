"""`tutor library`, with a cheap encoder."""

from pathlib import Path
from typing import Any

import pytest

from knowledge_base.store import document_id
from tests.fakes import FakeEmbedder
from tests.tui.command_line import CommandLine

ESCAPE = "A title\x1b[31m in red\x1b]0;owned\x07"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A file on something that the course does not treat."""
    path = tmp_path / "zeppelin.md"
    path.write_text("# Zeppelin\n\nA zeppelin is a rigid airship that is filled with hydrogen or helium.\n")
    return path


def test_add_says_what_it_did_and_does_nothing_twice(
    tutor: CommandLine, library_home: Path, notes: Path
) -> None:
    first = tutor("library", "add", str(notes), "--json")
    assert first.code == 0
    assert first.document | {"seconds": 0} == {
        "added": 1, "updated": 0, "unchanged": 0, "skipped": [], "passages": 1, "seconds": 0,
    }  # fmt: skip
    again = tutor("library", "add", str(notes), "--json").document
    assert (again["added"], again["unchanged"], again["passages"]) == (0, 1, 0)
    notes.write_text(notes.read_text() + "\nIt was named after a count.\n")
    assert tutor("library", "add", str(notes), "--json").document["updated"] == 1


def test_what_was_added_is_found(tutor: CommandLine, library_home: Path, notes: Path) -> None:
    tutor("library", "add", str(notes))
    document = tutor("library", "search", "zeppelin", "hydrogen", "-k", "3", "--json").document
    assert document.keys() == {"query", "language", "results", "timings_ms"}
    assert document["query"] == "zeppelin hydrogen"
    assert len(document["results"]) == 3
    best = document["results"][0]
    assert best.keys() == {
        "rank", "passage_id", "document", "title", "uri", "locator", "score", "text",
    }  # fmt: skip
    assert best["rank"] == 1
    assert best["uri"] == str(notes)
    assert best["document"] == document_id(str(notes))
    assert "rigid airship" in best["text"]
    text = tutor("library", "search", "zeppelin hydrogen")
    assert "Zeppelin" in text.out
    assert str(notes) in "".join(text.out.split())


def test_search_takes_a_batch(tutor: CommandLine, library_home: Path, tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('{"id": "a", "text": "softmax"}\n{"id": "b", "text": " "}\n')
    ran = tutor("library", "search", "--batch", str(lines), "-k", "2")
    assert ran.code == 2
    assert len(ran.lines[0]["results"]) == 2
    assert ran.lines[1].keys() == {"id", "error"}


def test_an_empty_search_is_refused(tutor: CommandLine) -> None:
    assert tutor("library", "search", "").code == 2


def test_list_shows_every_document(tutor: CommandLine, library_home: Path, notes: Path) -> None:
    tutor("library", "add", str(notes))
    documents = tutor("library", "list", "--json").document["documents"]
    assert documents[0].keys() == {"id", "uri", "title", "media_type", "language", "source", "passages"}
    mine = [row for row in documents if row["source"] == str(notes)]
    assert [row["title"] for row in mine] == ["Zeppelin"]
    text = tutor("library", "list", "--language", "en").out
    assert "Zeppelin" in text
    assert f"{len(documents)} documents" in text


def test_remove_by_file_or_id(tutor: CommandLine, library_home: Path, notes: Path) -> None:
    tutor("library", "add", str(notes))
    removed = tutor("library", "remove", document_id(str(notes)), "--json")
    assert removed.document == {"removed": [str(notes)]}
    missing = tutor("library", "remove", str(notes), "--json")
    assert missing.code == 3
    tutor("library", "add", str(notes))
    assert "1" in tutor("library", "remove", str(notes)).out


def test_the_course_cannot_be_removed(tutor: CommandLine, library_home: Path) -> None:
    row = tutor("library", "list", "--json").document["documents"][0]
    before = len(tutor("library", "list", "--json").document["documents"])
    for name in (row["id"], row["uri"], row["source"]):
        assert tutor("library", "remove", name).code == 2
    assert len(tutor("library", "list", "--json").document["documents"]) == before


def test_refresh_follows_the_files(tutor: CommandLine, library_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("one", "two", "three"):
        (folder / f"{name}.md").write_text(f"# {name}\n\nA note about the number {name}.\n")
    tutor("library", "add", str(folder))
    (folder / "one.md").unlink()
    (folder / "two.md").write_text("# two\n\nAnother note about two.\n")
    document = tutor("library", "refresh", "--json").document
    assert (document["updated"], document["unchanged"], document["removed"]) == (1, 1, 1)
    assert "file is gone: 0" in tutor("library", "refresh", "--language", "en").out


def test_rebuild_mends_a_library_of_another_encoder(
    tutor: CommandLine, library_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.app.make_embedder", lambda settings: FakeEmbedder("another", 32))
    wrong = tutor("library", "search", "softmax", "--language", "en")
    assert wrong.code == 3
    assert "tutor library rebuild" in wrong.err
    document = tutor("library", "rebuild", "--json").document
    assert document["documents"] > 0
    assert document["passages"] > 0
    assert tutor("library", "search", "softmax", "--json").document["results"]
    assert "made anew" in tutor("library", "rebuild", "--language", "en").out


def test_a_source_that_is_not_there_changes_nothing(
    tutor: CommandLine, library_home: Path, notes: Path
) -> None:
    before = tutor("library", "list", "--json").document
    ran = tutor("library", "add", str(notes), str(notes.parent / "nowhere.pdf"))
    assert ran.code == 3
    assert "nowhere.pdf" in ran.err
    assert tutor("library", "list", "--json").document == before


def test_a_folder_with_nothing_to_read_is_said_so(tutor: CommandLine, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ran = tutor("library", "add", str(empty), "--json")
    assert ran.code == 2
    assert str(empty) in ran.document["error"]["message"]


def test_bad_files_are_skipped_with_a_reason_and_the_good_ones_stay(
    tutor: CommandLine, library_home: Path, notes: Path
) -> None:
    (notes.parent / "bad.ipynb").write_text("{")
    ran = tutor("library", "add", str(notes.parent), "--json", "--language", "es")
    assert ran.code == 0
    assert ran.document["added"] == 1
    (skipped,) = ran.document["skipped"]
    assert skipped["uri"].endswith("bad.ipynb")
    assert skipped["reason"] in ran.err


def test_when_everything_was_skipped_it_is_bad_input(
    tutor: CommandLine, library_home: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ipynb"
    bad.write_text("{")
    ran = tutor("library", "add", str(bad), "--json")
    assert ran.code == 2
    assert ran.document["added"] == 0
    assert len(ran.document["skipped"]) == 1


def test_an_address_of_this_machine_is_refused_unless_allowed(
    tutor: CommandLine, library_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    from knowledge_base.loaders import sources as module

    def load(uri: str, options: Any) -> Any:
        asked.append(options.allow_private_addresses)
        raise AssertionError

    refused = tutor("library", "add", "http://127.0.0.1:9/page", "--json")
    assert refused.code == 4
    assert refused.document["skipped"][0]["uri"] == "http://127.0.0.1:9/page"
    monkeypatch.setattr(module, "load_one", load)
    tutor("library", "add", "http://127.0.0.1:9/page", "--allow-private")
    assert asked == [True]


def test_an_address_of_another_scheme_is_refused(tutor: CommandLine) -> None:
    assert tutor("library", "add", "file:///etc/passwd").code == 4


def test_what_a_document_holds_is_never_obeyed_by_the_terminal(
    tutor: CommandLine, library_home: Path, tmp_path: Path
) -> None:
    note = tmp_path / "evil.md"
    note.write_text(f"# {ESCAPE}\n\n[bold]zeppelin[/bold] \x1b[2J hydrogen \u202e reversed.\n")
    tutor("library", "add", str(note))
    for command in (["library", "list"], ["library", "search", "zeppelin hydrogen"]):
        shown = tutor(*command).out
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "[bold]zeppelin[/bold]" in tutor("library", "search", "zeppelin hydrogen").out
