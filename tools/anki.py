"""Anki's files: a deck of cards written, and the reviews of one read back.

A deck is a zip with an SQLite file, `collection.anki2`. What tells notes and decks apart is made from the
names of what they stand for, so that importing a newer deck brings its notes up to date and leaves their
reviews alone. Anki keeps reviews in the table `revlog`: `id` the moment in milliseconds since 1970, `cid`
the card, `ease` 1 again to 4 easy (0 where dates were set by hand), `time` the milliseconds that it took,
`type` 0 learning, 1 review, 2 relearning, 3 filtered deck, 4 and above no review. `cards` leads from a card
to its note, whose `guid` is ours.
"""

import csv
import hashlib
import html
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from knowledge_base.errors import BadInput, Missing

_FIELDS = ("Id", "Question", "Answer", "Mistake", "Passage")
_OLD, _MIDDLE, _NEW = "collection.anki2", "collection.anki21", "collection.anki21b"
_LARGEST = 1 << 30  # bytes of an unpacked collection
_PIECE = 1 << 20
_COLUMNS = ("item", "at", "grade", "seconds")
_QUERY = (  # type 4 and above: dates that were set by hand
    "select notes.guid, revlog.id, revlog.ease, revlog.time from revlog"
    " join cards on cards.id = revlog.cid join notes on notes.id = cards.nid"
    " where revlog.ease between 1 and 4 and revlog.type <= 3 order by revlog.id"
)
_SQLITE = b"SQLite format 3\x00"
_HINT = "Export the deck from Anki with its scheduling, for older versions, and give that file."


@dataclass(frozen=True)
class AnkiNote:
    """A card as a note.

    Attributes:
        key: what it stands for, the same for ever.
        fields: id, question, answer, mistake and passage, plain text.
        tags: without spaces.
    """

    key: str
    fields: tuple[str, str, str, str, str]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class AnkiReview:
    """A review that was made elsewhere.

    Attributes:
        note: guid of its note in an Anki file, the item's id in a CSV.
        at: the moment, with its time zone.
        grade: 1 again to 4 easy.
        seconds: that it took; 0 where that is not known.
    """

    note: str
    at: datetime
    grade: int
    seconds: float


def note_guid(key: str) -> str:
    """The guid of a note, from what it stands for."""
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def write_deck(
    path: Path, name: str, labels: tuple[str, str], notes: Sequence[AnkiNote], at: datetime
) -> None:
    """Write a deck.

    Args:
        path: of the .apkg.
        name: of the deck; the same name is the same deck.
        labels: what stands before the mistake and before the passage.
        notes: of the deck.
        at: the present moment; Anki takes the newer of two decks.

    Raises:
        BadInput: the path is a folder, or its folder is not there.
    """
    import genanki

    if path.is_dir() or not path.parent.is_dir():
        raise BadInput(
            "A deck cannot be written to {path}.", hint="Name a file such as deck.apkg.", path=path
        )
    model, deck = _model(labels), genanki.Deck(_number("deck", name), name)
    for note in notes:
        fields = [html.escape(field, quote=False) for field in note.fields]
        deck.add_note(genanki.Note(model, fields, guid=note_guid(note.key), tags=list(note.tags)))
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        collection, written = Path(folder) / _OLD, Path(folder) / "deck.apkg"
        with closing(sqlite3.connect(collection)) as database:
            ids = count(int(at.timestamp() * 1000))
            genanki.Package(deck).write_to_db(database.cursor(), at.timestamp(), ids)
            database.commit()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
            package.write(collection, _OLD)
            package.writestr("media", "{}")
        written.replace(path)


def read_reviews(path: Path) -> tuple[AnkiReview, ...]:
    """The reviews of an Anki deck or collection, or of a CSV with the columns item, at, grade and seconds.

    Raises:
        Missing: there is no such file.
        BadInput: it is neither, or not whole.
    """
    if not path.is_file():
        raise Missing("There is no file {path}.", hint="Check its name.", path=path)
    with path.open("rb") as file:
        head = file.read(len(_SQLITE))
    if head == _SQLITE:
        return _of_collection(path, path)
    if head.startswith(b"PK"):
        return _of_package(path)
    return _of_csv(path)


def _model(labels: tuple[str, str]) -> Any:
    import genanki

    mistake, passage = (html.escape(label) for label in labels)
    back = (
        '{{FrontSide}}<hr id="answer">{{Answer}}'
        f"{{{{#Mistake}}}}<p><i>{mistake}</i> {{{{Mistake}}}}</p>{{{{/Mistake}}}}"
        f"<p><small>{passage} {{{{Passage}}}}</small></p>"
    )
    return genanki.Model(
        _number("model", mistake),
        "LLM Engineer Tutor",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": back}],
        sort_field_index=1,
    )


def _number(*names: str) -> int:
    """An id as Anki has them, above 2^30, from names."""
    digest = hashlib.sha256("/".join(names).encode()).digest()
    return (1 << 30) + int.from_bytes(digest[:4], "big") % (1 << 30)


def _of_package(path: Path) -> tuple[AnkiReview, ...]:
    try:
        with zipfile.ZipFile(path) as package, tempfile.TemporaryDirectory() as folder:
            names = package.namelist()
            name = next((name for name in (_NEW, _MIDDLE, _OLD) if name in names), "")
            if name in ("", _NEW):
                raise BadInput("{path} has no collection that can be read.", hint=_HINT, path=path)
            collection = Path(folder) / "collection"
            _unpack(package, name, collection, path)
            return _of_collection(collection, path)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise _not_whole(path) from error


def _unpack(package: zipfile.ZipFile, name: str, target: Path, path: Path) -> None:
    left = _LARGEST
    with package.open(name) as source, target.open("wb") as file:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise BadInput("{path} has no collection that can be read.", hint=_HINT, path=path)
            file.write(piece)


def _of_collection(collection: Path, path: Path) -> tuple[AnkiReview, ...]:
    try:
        with closing(sqlite3.connect(f"{collection.resolve().as_uri()}?mode=ro", uri=True)) as database:
            database.create_collation("unicase", _unicase)  # of Anki's own tables
            (state,) = database.execute("pragma quick_check(1)").fetchone()
            rows = database.execute(_QUERY).fetchall()
        if state != "ok":
            raise _not_whole(path)
        return tuple(
            AnkiReview(str(guid), datetime.fromtimestamp(at / 1000, UTC), int(ease), spent / 1000)
            for guid, at, ease, spent in rows
        )
    except (sqlite3.Error, TypeError, ValueError, OverflowError, OSError) as error:
        raise _not_whole(path) from error


def _unicase(one: str, other: str) -> int:
    folded = one.casefold(), other.casefold()
    return (folded[0] > folded[1]) - (folded[0] < folded[1])


def _of_csv(path: Path) -> tuple[AnkiReview, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # spreadsheets begin a file with the mark
            rows = csv.reader(file, strict=True)
            header = next(rows, [])
            if tuple(header) not in (_COLUMNS, _COLUMNS[:3]):
                raise _not_whole(path)
            return tuple(_of_rows(rows, len(header), path))
    except (csv.Error, ValueError, OverflowError) as error:
        raise _not_whole(path) from error


def _of_rows(rows: Iterator[list[str]], columns: int, path: Path) -> Iterator[AnkiReview]:
    for row in filter(None, rows):
        if len(row) != columns:
            raise _not_whole(path)
        grade, at = int(row[2]), datetime.fromisoformat(row[1])
        seconds = float(row[3]) if columns == len(_COLUMNS) else 0.0
        if not 1 <= grade <= 4 or not 0 <= seconds < 1e6:
            raise _not_whole(path)
        yield AnkiReview(row[0], at if at.tzinfo else at.astimezone(), grade, seconds)


def _not_whole(path: Path) -> BadInput:
    return BadInput(
        "{path} is no whole file of reviews; nothing was changed.",
        hint="Give an .apkg or .colpkg of Anki, or a CSV with the columns item,at,grade,seconds.",
        path=path,
    )
