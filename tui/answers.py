"""An answer on a terminal: quotes and provisional wording while it is made, then the checked text."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from knowledge_base.citations import Answer, Citation
from tui.output import Output
from tui.plain_text import plain_text
from tutor.agent.events import Event, QuotesFound, Wording

if TYPE_CHECKING:
    from rich.console import RenderableType


@contextmanager
def watching(out: Output) -> Iterator[Callable[[Event], None]]:
    """What shows each event on stderr while it is provisional: nothing of it stays."""
    console = out.stderr_console()
    if not console.is_terminal:
        yield lambda _event: None
        return
    from rich.console import Group
    from rich.live import Live
    from rich.text import Text

    quotes: list[RenderableType] = []
    wording = Text()
    with Live(console=console, transient=True, refresh_per_second=12) as live:

        def show(event: Event) -> None:
            if isinstance(event, QuotesFound):
                quotes.extend([Text(out.text("cli.ask.quotes"), style="dim"), *sources(event.citations)])
            elif isinstance(event, Wording):
                wording.append(plain_text(event.text))
            live.update(Group(*quotes, wording))

        yield show


def show_answer(answer: Answer, out: Output) -> None:
    """The checked answer with its sources, or what is nearest to a question that has none."""
    from rich.text import Text

    if answer.abstained:
        key = "cli.ask.abstained" if answer.nearest else "cli.ask.nothing"
        out.show(out.text(key), "", *sources(answer.nearest))
        return
    paragraph = Text()
    for sentence in answer.sentences:
        numbers = "".join(f" [{number}]" for number in sentence.citations)
        text = plain_text(sentence.text)
        paragraph.append(f"«{text}»" if sentence.origin == "source" else text)
        paragraph.append(f"{numbers} ", style="cyan")
    paragraph.rstrip()
    origin = "cli.ask.by_model" if answer.model else "cli.ask.by_sources"
    out.show(paragraph, "", *sources(answer.citations), "")
    out.show(Text(out.text(origin, model=answer.model or ""), style="dim"))


def sources(citations: Sequence[Citation]) -> "list[RenderableType]":
    """Numbered quotes, each with where it stands."""
    from rich.padding import Padding
    from rich.text import Text

    shown: list[RenderableType] = []
    for citation in citations:
        title = Text.assemble(
            (f"[{citation.number}] ", "cyan"),
            (plain_text(citation.title), "bold"),
            f" · {plain_text(citation.locator)}",
        )
        quote = Text(f"«{plain_text(citation.quote).strip()}»", style="italic")
        place = Text(plain_text(citation.uri), style="dim")
        shown += [title, Padding(quote, (0, 0, 0, 4)), Padding(place, (0, 0, 0, 4))]
    return shown
