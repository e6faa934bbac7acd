"""An entry as the record's file has it: an event, which holds the whole, and a row, which is looked up.

What takes much room and is sought by nobody, such as the program of an attempt, is in the event alone.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_origin

from knowledge_base.errors import BadInput
from tutor.learner.entries import ENTRIES, Attempt, CalendarExport, Entry

Kind = TypeVar("Kind", bound=Entry)
Data = str | bytes

SHORT = 500  # bytes of an event that stays text, which `sqlite3 learner.db` shows
OF_KIND: dict[str, type[Entry]] = {entry.KIND: entry for entry in ENTRIES}
IN_EVENT: dict[type[Entry], dict[str, Any]] = {
    Attempt: {"source": "", "counterexample": None},
    CalendarExport: {"events": {}},
}


def event_data(entry: Entry) -> Data:
    """An entry as its event has it: JSON, compressed where it is long.

    Raises:
        BadInput: a text in it is no Unicode.
        ValueError: a number in it is not finite.
    """
    try:
        data = json.dumps(vars(entry), ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError as error:
        raise BadInput(
            "This text cannot be kept: some of its characters are not Unicode.",
            hint="Write it again, or save its file as UTF-8.",
        ) from error
    return data.decode() if len(data) <= SHORT else zlib.compress(data)


def entry_of_event(of: type[Kind], data: Data) -> Kind:
    """An entry from its event.

    Raises:
        sqlite3.DatabaseError: it is damaged.
    """
    with readable(of.TABLE):
        text = data if isinstance(data, str) else zlib.decompress(data).decode()
        return of(**_with_tuples(of, json.loads(text)))


def row_of(entry: Entry) -> dict[str, Any]:
    """An entry as its table has it."""
    kind = type(entry)
    encoded = {name: json.dumps(getattr(entry, name), ensure_ascii=False) for name in _NESTED[kind]}
    row = vars(entry) | encoded
    return {name: value for name, value in row.items() if name not in IN_EVENT.get(kind, {})}


def entries_of_rows(of: type[Kind], rows: Iterable[dict[str, Any]]) -> list[Kind]:
    """Entries from their rows, which are used up; what is in the event alone is left empty.

    Raises:
        sqlite3.DatabaseError: one is damaged.
    """
    alone, truths = IN_EVENT.get(of, {}), _TRUTHS[of]
    nested = [name for name in _NESTED[of] if name not in alone]
    with readable(of.TABLE):
        return [_entry(of, row, alone, truths, nested) for row in rows]


def _entry(
    of: type[Kind], row: dict[str, Any], alone: Mapping[str, Any], truths: set[str], nested: list[str]
) -> Kind:
    row.pop("event", None)
    for name in truths:
        row[name] = bool(row[name])
    for name in nested:
        row[name] = json.loads(row[name])
    row |= alone
    return of(**(_with_tuples(of, row) if nested else row))


@contextmanager
def readable(table: str) -> Iterator[None]:
    """Take what cannot be understood for damage, as SQLite does with what it looks at itself.

    Raises:
        sqlite3.DatabaseError: instead of what decoding raises.
    """
    try:
        yield
    except (zlib.error, ValueError, TypeError, LookupError) as error:
        raise sqlite3.DatabaseError(f"an entry of {table} cannot be read") from error


def _nested(of: type[Entry]) -> dict[str, type]:
    """Of each field that is no plain value: `tuple` or `dict`."""
    found: dict[str, type] = {}
    for field in fields(of):
        kinds = {get_origin(kind) for kind in (field.type, *get_args(field.type))} & {tuple, dict}
        if kinds:
            found[field.name] = tuple if tuple in kinds else dict
    return found


_NESTED = {entry: _nested(entry) for entry in ENTRIES}
_TRUTHS = {entry: {field.name for field in fields(entry) if field.type is bool} for entry in ENTRIES}


def _with_tuples(of: type[Entry], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values read from JSON, with tuples where the entry has them."""
    lists = {name for name, kind in _NESTED[of].items() if kind is tuple and name in values}
    return dict(values) | {name: tuple(values[name]) for name in lists}
