"""`tutor model`: which model words the answers, how it is fetched and served."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tui.help_text import Command, group
from tui.options import Json, LanguageChoice, chosen
from tui.output import Output, readable
from tui.plain_text import plain_text

if TYPE_CHECKING:
    from tutor.llm.models import ModelInfo, Suggestion
    from tutor.llm.servers import ServerStatus
    from tutor.settings import ModelSettings

model = group("help.model")


@model.command("list", cls=Command, help="help.model.list")
def list_all(json: Json = False, language: LanguageChoice = None) -> None:
    """Models that can be chosen now, and models worth fetching for this machine."""
    from tutor.home import home_folder
    from tutor.llm.models import list_models, machine_memory, recommend

    out = Output(json, chosen(language))
    models = list_models(home_folder(), _settings())
    memory = machine_memory()
    suggestions = recommend(memory)
    if json:
        out.document(
            {
                "models": [asdict(info) for info in models],
                "memory_bytes": memory,
                "suggestions": [asdict(item) for item in suggestions],
            }
        )
    else:
        _show_models(models, out)
        _show_suggestions(suggestions, memory, out)


@model.command("use", cls=Command, help="help.model.use")
def use(
    name: Annotated[str, typer.Argument(metavar="NAME", help="help.model.name")],
    served: Annotated[str, typer.Option("--model", metavar="NAME", help="help.model.served")] = "",
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Choose the model."""
    from tutor.home import home_folder
    from tutor.llm.models import use_model

    out = Output(json, chosen(language))
    info = use_model(home_folder(), readable(name), model_on_endpoint=served)
    if json:
        out.document(asdict(info))
    else:
        out.show(out.text("cli.model.chosen", name=info.name))


@model.command("pull", cls=Command, help="help.model.pull")
def pull(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="help.model.source")],
    json: Json = False,
    language: LanguageChoice = None,
) -> None:
    """Fetch a model."""
    from tutor.home import home_folder
    from tutor.llm.pull import pull as fetch

    out = Output(json, chosen(language))
    with _download(out, source) as progress:
        pulled = fetch(readable(source), home_folder(), progress=progress)
    if json:
        out.document(asdict(pulled))
        return
    licence = pulled.licence or out.text("cli.model.no_licence")
    size = _megabytes(pulled.bytes)
    out.show(out.text("cli.model.pulled", name=pulled.name, size=size, path=pulled.path, licence=licence))
    out.show(out.text("cli.model.checked" if pulled.checked else "cli.model.unchecked"))
    out.show(out.text("cli.model.use_it", name=pulled.name))


@model.command("serve", cls=Command, help="help.model.serve")
def serve(json: Json = False, language: LanguageChoice = None) -> None:
    """Start the model server, or find it running."""
    from tutor.home import home_folder
    from tutor.llm.servers import serve as start

    out = Output(json, chosen(language))
    _tell_status(start(_settings(), home_folder(), say=out.say_template), out)


@model.command("stop", cls=Command, help="help.model.stop")
def stop(json: Json = False, language: LanguageChoice = None) -> None:
    """Stop the model server."""
    from tutor.home import home_folder
    from tutor.llm.servers import stop as end

    out = Output(json, chosen(language))
    before = end(home_folder())
    if json:
        out.document({"stopped": before.running, **asdict(before), "running": False, "healthy": False})
    else:
        out.show(out.text("cli.model.stopped" if before.running else "cli.model.not_running"))


@model.command("status", cls=Command, help="help.model.status")
def status(json: Json = False, language: LanguageChoice = None) -> None:
    """What the model server is doing."""
    from tutor.home import home_folder
    from tutor.llm.servers import status as look

    out = Output(json, chosen(language))
    _tell_status(look(home_folder()), out)


@model.command("bench", cls=Command, help="help.model.bench")
def bench(json: Json = False, language: LanguageChoice = None) -> None:
    """Measure the chosen model on this machine."""
    import asyncio

    from tutor.home import home_folder
    from tutor.llm.bench import bench as measure

    out = Output(json, chosen(language))
    result = asyncio.run(measure(_settings(), home_folder(), say=out.say_template))
    if json:
        out.document(asdict(result))
    else:
        for name, value in asdict(result).items():
            out.show(f"{out.text(f'cli.bench.{name}')}: {value}")


def _settings() -> "ModelSettings":
    from tutor.home import home_folder
    from tutor.settings import load_settings

    return load_settings(home_folder()).model


def _tell_status(status: "ServerStatus", out: Output) -> None:
    if out.as_json:
        out.document(asdict(status))
        return
    if not status.running:
        out.show(out.text("cli.model.not_running"))
        return
    key = "cli.model.running" if status.healthy else "cli.model.unwell"
    values = {"model": status.model, "url": status.url, "pid": status.pid, "busy": status.busy}
    memory = _megabytes(status.rss_bytes)
    out.show(out.text(key, **values, engine=status.engine, memory=memory))
    limits = {"context": status.context, "parallel": status.parallel, "threads": status.threads}
    out.show(out.text("cli.model.limits", **limits, idle=f"{status.idle_minutes:g}", log=status.log))


@contextmanager
def _download(out: Output, source: str) -> "Iterator[Callable[[int, int], None]]":
    """A bar on stderr, where somebody watches."""
    console = out.stderr_console()
    if not console.is_terminal:
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(plain_text(source), total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)


def _show_models(models: "list[ModelInfo]", out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "name", "kind", "size", "quantisation", "licence"):
        table.add_column(out.text(f"cli.column.{column}") if column else "", overflow="fold")
    for info in models:
        size = _megabytes(info.bytes) if info.bytes else ""
        kind = out.text(f"cli.model.kind.{info.kind}" if info.present else "cli.model.kind.absent")
        cells = (info.name, kind, size, info.quantisation, info.licence)
        table.add_row("●" if info.chosen else "", *(Text(plain_text(cell)) for cell in cells))
    out.show(table, "")


def _show_suggestions(suggestions: "list[Suggestion]", memory: int, out: Output) -> None:
    from rich.table import Table
    from rich.text import Text

    out.show(out.text("cli.model.worth", memory=_megabytes(memory)))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "name", "size", "languages", "licence", "source"):
        table.add_column(out.text(f"cli.column.{column}") if column else "", overflow="fold")
    for item in suggestions:
        sign = "★" if item.best else "" if item.fits else "✗"
        cells = (item.name, _megabytes(item.bytes), item.languages, item.licence, item.source)
        table.add_row(sign, *cells, style="" if item.fits else "dim")
    out.show(table, Text(out.text("cli.model.pull_it"), style="dim"))


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"
