"""The one-page report of a check-in: as Markdown here, as HTML in `report_html`."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge_base.errors import BadInput
from tutor.checkin.progress_words import progress_lines, unit_range
from tutor.checkin.words import CheckInWords
from tutor.files import refuse_folder, write_whole

Document = Mapping[str, Any]
Writer = Callable[[Path, Document, Document, CheckInWords], None]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_BAR = 20  # cells


def writer_for(path: Path) -> Writer:
    """What writes a report into a file of that name.

    Raises:
        BadInput: it is a folder, or named neither .md nor .html.
    """
    refuse_folder(path)
    suffix = path.suffix.lower()
    if suffix in (".md", ".markdown"):
        return write_markdown
    if suffix in (".html", ".htm"):
        from tutor.checkin.report_html import write_report

        return write_report
    raise BadInput(
        "{path} is neither Markdown nor HTML.",
        hint="Name the report with .md or .html at its end.",
        path=path,
    )


def write_markdown(path: Path, checkin: Document, progress: Document, words: CheckInWords) -> None:
    """Write the report as Markdown.

    Args:
        path: of the file.
        checkin: as `tutor.checkin.talk.document` makes it.
        progress: as `tutor.checkin.progress` makes it.
        words: in the language of the check-in.
    """
    write_whole(path, "\n".join(_markdown(checkin, progress, words)) + "\n")


def _markdown(checkin: Document, progress: Document, words: CheckInWords) -> Iterator[str]:
    yield f"# {words.report('title', week=checkin['week'])}\n"
    yield _span(checkin, words)
    yield _heading("facts", words)
    yield from (f"- {escaped(sentence)}" for sentence in dated_facts(checkin, progress, words))
    yield from _talk(checkin, words)
    yield from _plan(checkin, words)
    yield from _hours(progress, words)
    yield from _units(progress, words)
    yield _heading("forecast", words)
    yield from (f"- {escaped(sentence)}" for sentence in progress_lines(progress, words))


def dated_facts(checkin: Document, progress: Document, words: CheckInWords) -> list[str]:
    """What happened; with its day where the rest of the report is of a later one and may say otherwise."""
    if checkin["prepared"] == progress["as_of"]:
        return list(checkin["says"])
    return [words.say("asked_on", day=words.day(checkin["prepared"])), *checkin["says"]]


def _span(checkin: Document, words: CheckInWords) -> str:
    days = {"first": words.day(checkin["from"]), "last": words.day(checkin["to"])}
    draft = "" if checkin["saved"] else f" {words.report('draft')}"
    return f"{words.say('title', week=checkin['week'], **days)}.{draft}"


def _talk(checkin: Document, words: CheckInWords) -> Iterator[str]:
    if checkin["answers"]:
        yield _heading("talk", words)
        for one in checkin["answers"]:
            yield f"**{escaped(one['question'])}**\n"
            yield f"> {escaped(one['answer'] or words.say('unanswered'))}\n"
    if checkin["summary"]:
        yield _heading("reflection", words)
        yield escaped(checkin["summary"])
    if checkin["commitment"]:
        yield _heading("commitment", words)
        yield f"> {escaped(checkin['commitment'])}"


def _plan(checkin: Document, words: CheckInWords) -> Iterator[str]:
    from tutor.checkin.talk import session_line

    yield _heading("plan", words)
    sessions = checkin["plan"]["sessions"]
    yield from (f"- {escaped(session_line(session, words))}" for session in sessions)
    if not sessions:
        yield words.say("plan.none")


def _hours(progress: Document, words: CheckInWords) -> Iterator[str]:
    found = progress["hours"]["weeks"]
    if not found:
        return
    yield _heading("hours", words)
    names = [words.report(f"hours.{name}") for name in ("week", "planned", "done")]
    yield f"| {' | '.join(names)} | |"
    yield "|--:|--:|--:|:--|"
    most = max(max(week["planned"], week["done"]) for week in found) or 1.0
    for week in found:
        bar = "█" * round(_BAR * week["done"] / most)
        yield f"| {week['week']} | {words.number(week['planned'])} | {words.number(week['done'])} | {bar} |"


def _units(progress: Document, words: CheckInWords) -> Iterator[str]:
    yield _heading("units", words)
    names = [words.progress(name) for name in ("unit", "mastery", "range", "skills")]
    yield f"| {' | '.join(names)} |"
    yield "|:--|--:|--:|--:|"
    for unit in progress["units"]:
        title = escaped(words.course.unit(unit["unit"]).title.in_language(words.language))
        mean = "" if unit["mean"] is None else words.say("percent", value=round(100 * unit["mean"]))
        count = words.progress("of", mastered=unit["mastered"], count=unit["skills"])
        yield f"| {title} | {mean} | {unit_range(unit, words)} | {count} |"


def _heading(name: str, words: CheckInWords) -> str:
    return f"\n## {words.report(name)}\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
