"""Decks that Anki opens, and reviews read back whole or not at all."""

import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge_base.errors import BadInput, Missing
from tools.anki import AnkiNote, note_guid, read_reviews, write_deck

NOW = datetime(2026, 12, 5, 10, tzinfo=UTC)
NOTES = (
    AnkiNote("course/one/en", ("one", "Is a < b & c?", "Yes", "No", "Lesson: Order"), ("unit", "skill")),
    AnkiNote("course/two/en", ("two", "Two?", "2", "", "Lesson: Counting"), ("unit",)),
)


def write(path: Path, notes: tuple[AnkiNote, ...] = NOTES, at: datetime = NOW) -> Path:
    """A deck of two notes."""
    write_deck(path, "My deck", ("A common mistake:", "In the lesson"), notes, at)
    return path


def collection_of(deck: Path, folder: Path) -> Path:
    """The SQLite file of a deck."""
    with zipfile.ZipFile(deck) as package:
        return Path(package.extract("collection.anki2", folder))


def reviewed(deck: Path, folder: Path, rows: list[tuple[int, int, int, int]]) -> Path:
    """The collection of a deck with reviews: milliseconds, which card from 0, ease, type."""
    path = collection_of(deck, folder)
    with closing(sqlite3.connect(path)) as database:
        cards = [card for (card,) in database.execute("select id from cards order by id")]
        for at, card, ease, kind in rows:
            values = (at, cards[card], -1, ease, 10, 5, 2500, 7300, kind)
            database.execute("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        database.commit()
    return path


def test_a_deck_has_every_note_with_its_own_guid(tmp_path: Path) -> None:
    path = collection_of(write(tmp_path / "deck.apkg"), tmp_path)
    with closing(sqlite3.connect(path)) as database:
        notes = database.execute("select guid, flds, tags from notes order by id").fetchall()
        (cards,) = database.execute("select count(*) from cards").fetchone()
    assert [guid for guid, _, _ in notes] == [note_guid(note.key) for note in NOTES]
    assert notes[0][1].split("\x1f")[1] == "Is a &lt; b &amp; c?"
    assert notes[0][2] == " unit skill "
    assert cards == 2


def test_a_deck_written_again_is_the_same_deck(tmp_path: Path) -> None:
    found = []
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        deck = write(tmp_path / "deck.apkg", at=NOW + timedelta(days=number))
        with closing(sqlite3.connect(collection_of(deck, tmp_path / str(number)))) as database:
            guids = database.execute("select guid, mid from notes order by guid").fetchall()
            found.append((guids, database.execute("select distinct did from cards").fetchall()))
    assert found[0] == found[1]


@pytest.mark.parametrize("where", ["missing/deck.apkg", "."])
def test_a_deck_needs_a_place(tmp_path: Path, where: str) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write(tmp_path / where)


def test_reviews_are_read_in_order_without_what_is_none(tmp_path: Path) -> None:
    start = int(NOW.timestamp() * 1000)
    rows = [(start + 2000, 1, 1, 1), (start, 0, 3, 0), (start + 3000, 0, 0, 4), (start + 4000, 0, 2, 4)]
    found = read_reviews(reviewed(write(tmp_path / "deck.apkg"), tmp_path, rows))
    assert [(one.note, one.grade) for one in found] == [
        (note_guid("course/one/en"), 3),
        (note_guid("course/two/en"), 1),
    ]
    assert found[0].at == NOW
    assert found[0].seconds == 7.3


def test_a_package_is_read_like_its_collection(tmp_path: Path) -> None:
    collection = reviewed(write(tmp_path / "deck.apkg"), tmp_path, [(1_800_000_000_000, 0, 4, 1)])
    for name in ("collection.anki2", "collection.anki21"):
        with zipfile.ZipFile(tmp_path / "again.colpkg", "w") as package:
            package.write(collection, name)
        assert [one.grade for one in read_reviews(tmp_path / "again.colpkg")] == [4]


def test_a_newer_package_says_how_to_export_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "new.apkg", "w") as package:
        package.writestr("collection.anki2", b"update Anki")
        package.writestr("collection.anki21b", b"zstd")
    with pytest.raises(BadInput) as refused:
        read_reviews(tmp_path / "new.apkg")
    assert "older versions" in refused.value.hint


def test_half_a_file_is_refused_whole(tmp_path: Path) -> None:
    deck = write(tmp_path / "deck.apkg")
    collection = reviewed(deck, tmp_path, [(1_800_000_000_000 + n, n % 2, 3, 1) for n in range(400)])
    for path in (deck, collection):
        whole = path.read_bytes()
        for share in (0.1, 0.5, 0.9):
            (tmp_path / "half").write_bytes(whole[: int(len(whole) * share)])
            with pytest.raises(BadInput, match="no whole file"):
                read_reviews(tmp_path / "half")


def test_a_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("item,at,grade,seconds\none,2026-12-05T10:00:00+00:00,3,4.5\n\n", encoding="utf-8")
    (found,) = read_reviews(path)
    assert (found.note, found.at, found.grade, found.seconds) == ("one", NOW, 3, 4.5)
    path.write_text("item,at,grade\none,2026-12-05,2\n", encoding="utf-8")
    assert read_reviews(path)[0].at.tzinfo is not None
    path.write_text("item,at,grade\none,2026-12-05,2\n", encoding="utf-8-sig")
    assert [review.note for review in read_reviews(path)] == ["one"]


@pytest.mark.parametrize(
    "content",
    [
        "", "item,grade\none,3\n", "item,at,grade\none,yesterday,3\n", "item,at,grade\none,2026-12-05,7\n",
        "item,at,grade\none,2026-12-05\n", "item,at,grade\none,2026-12-05,3\ntw",
        "item,at,grade\none,0001-01-01T00:00:00,3\n", "item,at,grade,seconds\none,2026-12-05,3,nan\n",
        "item,at,grade\none,2026-12-05,3\n\"two", "\x00\x01\x02",
    ],
)  # fmt: skip
def test_a_csv_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "reviews.csv").write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match="no whole file"):
        read_reviews(tmp_path / "reviews.csv")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        read_reviews(tmp_path / "nothing.apkg")
