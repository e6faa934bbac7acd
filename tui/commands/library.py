"""`tutor library`: what the learner may ask about."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from knowledge_base.errors import BadInput, TutorError
from tui.batch import run_batch, text_or_batch
from tui.help_text import Command, group
from tui.options import Batch, Json, LanguageChoice, Words, chosen
from tui.output import ExitCode, Output, exit_code, readable
from tui.plain_text import plain_text
from tutor.messages import explain

if TYPE_CHECKING:
    from knowledge_base.documents import SkippedSource
    from knowledge_base.library import AddReport, Library, Progress
    from knowledge_base.retrieval import Search
    from tutor.app import Tutor

library = group("help.library")


@library.command("add", cls=Command, help="help.library.add")
def add(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="help.library.sources")],
    allow_private: Annotated[bool, typer.Option("--allow-private", help="help.library.private")] = False,
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Read files, folders and web pages into the library."""
    from knowledge_base.loaders import sources_in
    from tui.opening import opened, prepare

    out = Output(json, chosen(language))
    if not any(found for source in sources for found in sources_in(source)):
        raise BadInput("There is nothing in {sources} that can be read.", sources=", ".join(sources))
    with opened("library", allow_private_addresses=allow_private or None) as session:
        prepare(session.tutor, out)
        with _progress(out) as progress:
            report = session.tutor.library.add(sources, progress)
    _tell_report(report, out)
    if report.skipped and not (report.added or report.updated or report.unchanged):
        raise typer.Exit(_code_of_skipped(report.skipped))


@library.command("search", cls=Command, help="help.library.search")
def search(
    words: Words = None,
    count: Annotated[int, typer.Option("-k", "--count", min=1, max=100, help="help.library.count")] = 10,
    batch: Batch = "",
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Find passages."""
    from tui.opening import opened, prepare

    query, forced = readable(text_or_batch(words, batch)), chosen(language)
    out = Output(json, forced)
    if not batch:
        _require_words(query)
    with opened() as session:
        tutor = session.tutor
        prepare(tutor, out)

        def found(text: str) -> dict[str, Any]:
            _require_words(text)
            return search_document(tutor.retriever.search(text, count, forced))

        if batch:
            run_batch(batch, out, found)
        elif json:
            out.document(found(query))
        else:
            _show_results(found(query), out)


@library.command("list", cls=Command, help="help.library.list")
def list_documents(json: Json = False, language: LanguageChoice = None) -> None:
    """What the library holds."""
    from tui.opening import opened, prepare

    out = Output(json, chosen(language))
    with opened() as session:
        prepare(session.tutor, out)
        rows = [asdict(row) for row in session.tutor.library.documents()]
    if json:
        out.document({"documents": rows})
    else:
        _show_documents(rows, out)


@library.command("remove", cls=Command, help="help.library.remove")
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="help.library.names")],
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Take documents out of the library."""
    from tui.opening import opened, prepare

    out = Output(json, chosen(language))
    with opened() as session:
        prepare(session.tutor, out)
        _require_own(session.tutor.library, names)
        removed = [uri for name in names for uri in session.tutor.library.remove(name)]
    if json:
        out.document({"removed": removed})
    else:
        out.show(out.text("cli.library.removed", count=len(removed)), *removed)


@library.command("refresh", cls=Command, help="help.library.refresh")
def refresh(json: Json = False, language: LanguageChoice = None) -> None:
    """Read every source again."""
    from tui.opening import opened, prepare

    out = Output(json, chosen(language))
    with opened() as session:
        prepare(session.tutor, out)
        with _progress(out) as progress:
            report = session.tutor.library.refresh(progress)
    _tell_report(report, out, removed=report.removed)


@library.command("rebuild", cls=Command, help="help.library.rebuild")
def rebuild(json: Json = False, language: LanguageChoice = None) -> None:
    """Make every vector and the index anew."""
    from tui.opening import opened

    out = Output(json, chosen(language))
    with opened() as session:
        with _whatever_encoder(session.tutor) as bare, _progress(out) as progress:
            report = bare.rebuild(progress)
        documents = len(session.tutor.library.documents())  # opening it puts the lessons back in
    if json:
        seconds = round(report.seconds, 3)
        out.document({"documents": documents, "passages": report.passages, "seconds": seconds})
    else:
        out.show(out.text("cli.library.rebuilt", documents=documents, passages=report.passages))


def search_document(search: "Search") -> dict[str, Any]:
    """Search results as the command line's contract has them."""
    from knowledge_base.store import document_id

    results = [
        {
            "rank": rank,
            "passage_id": hit.passage.id,
            "document": document_id(hit.passage.uri),
            "title": hit.title,
            "uri": hit.passage.uri,
            "locator": str(hit.passage.locator),
            "score": round(hit.score, 6),
            "text": hit.passage.text,
        }
        for rank, hit in enumerate(search.hits, start=1)
    ]
    timings = {name: round(value, 1) for name, value in search.timings_ms.items()}
    return {"query": search.query, "language": search.language, "results": results, "timings_ms": timings}


@contextmanager
def _whatever_encoder(tutor: "Tutor") -> "Iterator[Library]":
    """The library also where its vectors are another encoder's, which is what a rebuild mends."""
    from knowledge_base.library import Library

    library = Library(tutor.home, tutor.embedder, tutor.load_options)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def _progress(out: Output) -> "Iterator[Progress]":
    """Passages done and what is being read, where somebody watches."""
    console = out.stderr_console()
    if not console.is_terminal:
        yield lambda _what, _passages: None
        return
    with console.status(out.text("cli.library.reading")) as status:

        def show(what: str, passages: int) -> None:
            from rich.text import Text

            status.update(Text(out.text("cli.library.read", passages=passages, what=plain_text(what))))

        yield show


def _tell_report(report: "AddReport", out: Output, **more: int) -> None:
    skipped = [{"uri": item.uri, "reason": _reason(item, out)} for item in report.skipped]
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged, **more}
    if out.as_json:
        seconds = round(report.seconds, 3)
        out.document({**counts, "skipped": skipped, "passages": report.passages, "seconds": seconds})
    else:
        out.show(out.text("cli.library.report", **counts, passages=report.passages))
        if more:
            out.show(out.text("cli.library.gone", **more))
    for item in skipped:
        out.say("cli.library.skipped", **item)


def _reason(item: "SkippedSource", out: Output) -> str:
    return explain(item.error, out.language)[1] if item.error else item.reason


def _code_of_skipped(skipped: "Sequence[SkippedSource]") -> ExitCode:
    """That of the errors when they agree, else wrong input."""
    codes = {exit_code(item.error or TutorError(item.reason)) for item in skipped}
    return codes.pop() if len(codes) == 1 else ExitCode.WRONG_USE


def _require_words(query: str) -> None:
    if not any(letter.isalnum() for letter in query):
        raise BadInput("The search is empty.", hint="Write the words to look for.")


def _require_own(library: "Library", names: Sequence[str]) -> None:
    """The course's lessons would come back at the next start: they are not the learner's to remove."""
    for row in library.documents():
        if row.source.startswith("course:") and {row.id, row.uri, row.source} & set(names):
            raise BadInput("{title} is part of the course and stays.", title=row.title)


def _show_documents(rows: Sequence[dict[str, Any]], out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", "title", "language", "passages", "source"):
        justify = "right" if column == "passages" else "left"
        table.add_column(out.text(f"cli.column.{column}"), justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        values = (row["id"], row["title"], row["language"], str(row["passages"]), row["source"])
        table.add_row(*(Text(plain_text(value)) for value in values))
    passages = sum(row["passages"] for row in rows)
    out.show(table, "", out.text("cli.library.total", documents=len(rows), passages=passages))


def _show_results(document: dict[str, Any], out: Output) -> None:
    from rich.padding import Padding
    from rich.text import Text

    if not document["results"]:
        out.show(out.text("cli.library.nothing"))
    for result in document["results"]:
        title = Text.assemble(
            (f"{result['rank']}. ", "cyan"),
            (plain_text(result["title"]), "bold"),
            f" · {plain_text(result['locator'])}  ",
            (f"{result['score']:.4f}", "dim"),
        )
        place = Text(plain_text(result["uri"]), style="dim")
        out.show(title, Padding(Text(_opening(result["text"])), (0, 0, 0, 3)), Padding(place, (0, 0, 0, 3)))


def _opening(text: str, longest: int = 240) -> str:
    line = " ".join(plain_text(text).split())
    return line if len(line) <= longest else line[:longest].rsplit(maxsplit=1)[0] + "…"
