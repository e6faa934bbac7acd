"""The report, and the learner's progress, as one HTML page: self-contained, no scripts, nothing fetched."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from tutor.checkin.charts import forecast_chart, hours_chart, unit_chart
from tutor.checkin.progress_words import progress_lines, unit_range
from tutor.checkin.report import dated_facts
from tutor.checkin.words import CheckInWords
from tutor.files import write_whole

Document = Mapping[str, Any]

_STYLE = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")


def write_report(path: Path, checkin: Document, progress: Document, words: CheckInWords) -> None:
    """Write the report of a check-in; arguments as of `report.write_markdown`."""
    days = {"first": words.day(checkin["from"]), "last": words.day(checkin["to"])}
    subtitle = words.say("title", week=checkin["week"], **days)
    if not checkin["saved"]:
        subtitle = f"{subtitle}. {words.report('draft')}"
    body = [*_told(checkin, progress, words), *_charts(progress, words)]
    write_whole(path, _page(words.report("title", week=checkin["week"]), subtitle, body, words))


def write_progress(path: Path, progress: Document, words: CheckInWords) -> None:
    """Write the learner's progress."""
    subtitle = words.report("made", day=words.day(progress["as_of"]))
    said = _section("", _list(progress_lines(progress, words)), "wide")
    write_whole(
        path, _page(words.report("title.progress"), subtitle, [said, *_charts(progress, words)], words)
    )


def _page(title: str, subtitle: str, body: list[str], words: CheckInWords) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{escape(title)}</h1><p>{escape(subtitle)}</p></header>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _told(checkin: Document, progress: Document, words: CheckInWords) -> Iterator[str]:
    yield _section(words.report("facts"), _list(dated_facts(checkin, progress, words)))
    yield _section(words.report("plan"), _sessions(checkin, words))
    if checkin["answers"]:
        yield _section(words.report("talk"), "".join(_answers(checkin, words)))
    if checkin["summary"]:
        yield _section(words.report("reflection"), _reflection(checkin, words))


def _sessions(checkin: Document, words: CheckInWords) -> str:
    from tutor.checkin.talk import session_line

    lines = [session_line(session, words) for session in checkin["plan"]["sessions"]]
    return _list(lines) if lines else f"<p>{escape(words.say('plan.none'))}</p>"


def _answers(checkin: Document, words: CheckInWords) -> Iterator[str]:
    for one in checkin["answers"]:
        given = one["answer"] or words.say("unanswered")
        yield f"<h3>{escape(one['question'])}</h3><blockquote>{escape(given)}</blockquote>"


def _reflection(checkin: Document, words: CheckInWords) -> str:
    said = f"<p>{escape(checkin['summary'])}</p>"
    if checkin["commitment"]:
        title, kept = words.report("commitment"), checkin["commitment"]
        said += f'<h3>{escape(title)}</h3><blockquote class="commitment">{escape(kept)}</blockquote>'
    return said


def _charts(progress: Document, words: CheckInWords) -> Iterator[str]:
    found = progress["hours"]["weeks"]
    if found:
        legend = _legend((("planned", "hours.planned"), ("done", "hours.done")), words)
        yield _section(words.report("hours"), legend + hours_chart(found, words))
    if progress["forecast"]["finish"]:
        yield _section(words.report("forecast"), _forecast(progress, words))
    yield _section(words.report("units"), _units(progress, words), "wide")


def _forecast(progress: Document, words: CheckInWords) -> str:
    seen = progress["forecast"]
    low, high = words.day(seen["low"]), words.day(seen["high"])
    told = (
        ("today", "today", words.day(progress["as_of"])),
        ("finish", "finish", words.day(seen["finish"])),
        ("likely", "range", f"{low} – {high}"),
        ("due", "end", words.day(seen["end"])),
    )
    rows = "".join(
        f'<li><i class="{kind}"></i>{escape(words.report(f"forecast.{name}"))}: <b>{escape(day)}</b></li>'
        for kind, name, day in told
    )
    return f'{forecast_chart(progress, words)}<ul class="legend rows">{rows}</ul>'


def _units(progress: Document, words: CheckInWords) -> str:
    rows = "".join(_unit(unit, words) for unit in progress["units"])
    return f'<p class="note">{escape(words.report("units.note"))}</p><ul class="units">{rows}</ul>'


def _unit(unit: Document, words: CheckInWords) -> str:
    title = words.course.unit(unit["unit"]).title.in_language(words.language)
    count = words.progress("of", mastered=unit["mastered"], count=unit["skills"])
    told = f"{words.progress('skills')}: {count} · {unit_range(unit, words)}"
    return (
        f"<li><div><span>{escape(title)}</span><small>{escape(told)}</small></div>"
        f"{unit_chart(unit, title, words)}</li>"
    )


def _legend(names: tuple[tuple[str, str], ...], words: CheckInWords) -> str:
    parts = "".join(f'<li><i class="{kind}"></i>{escape(words.report(key))}</li>' for kind, key in names)
    return f'<ul class="legend">{parts}</ul>'


def _section(title: str, body: str, kind: str = "") -> str:
    heading = f"<h2>{escape(title)}</h2>" if title else ""
    return f'<section class="{kind}">{heading}{body}</section>'


def _list(sentences: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in sentences)}</ul>"
