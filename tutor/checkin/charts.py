"""Charts of the report as inline SVG: sizes in per cent across and pixels down, so that text never shrinks.

Colours come from the page's style (`report.css`), by class. Everything that is drawn is also said in words.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from tutor.checkin.words import CheckInWords

_TALL, _TOP, _FOOT = 150, 14, 20  # pixels of the bars, above and below them
_LEFT = 9.0  # per cent that the axis takes
_GAP = 0.25  # of a week's place that stays free
_LABELS = 12  # weeks that are named at the most
_GRID = (2, 4, 6, 8, 10, 15, 20, 30, 40, 60, 80, 120, 170)


def hours_chart(weeks: Sequence[Mapping[str, Any]], words: CheckInWords) -> str:
    """Hours planned and done in each week, side by side."""
    most = max([week[name] for week in weeks for name in ("planned", "done")], default=0.0)
    top = next((line for line in _GRID if line >= most), _GRID[-1])
    place = (100 - _LEFT) / max(len(weeks), 4)
    every = -(-len(weeks) // _LABELS)
    parts = [_grid_line(hours, top, words) for hours in (0, top / 2, top)]
    for number, week in enumerate(weeks):
        left = _LEFT + number * place
        parts.append(_week_bars(week, left, place, top, words))
        if number % every == 0:
            parts.append(_text(left + place / 2, _TOP + _TALL + 15, str(week["week"]), "middle"))
    label = escape(words.report("hours"))
    body = "".join(parts)
    return f'<svg role="img" aria-label="{label}" width="100%" height="{_TOP + _TALL + _FOOT}">{body}</svg>'


def _week_bars(week: Mapping[str, Any], left: float, place: float, top: float, words: CheckInWords) -> str:
    wide = place * (1 - _GAP) / 2
    start = left + place * _GAP / 2
    values = {name: words.number(week[name]) for name in ("done", "planned")}
    title = escape(words.report("hours.bar", week=week["week"], **values))
    bars = (
        _bar(start, wide, week["planned"] / top, "planned"),
        _bar(start + wide, wide, week["done"] / top, "done"),
    )
    return f"<g><title>{title}</title>{''.join(bars)}</g>"


def _bar(left: float, wide: float, share: float, kind: str) -> str:
    tall = round(_TALL * min(1.0, share), 1)
    place = f'x="{left:.2f}%" y="{_TOP + _TALL - tall:.1f}" width="{wide:.2f}%" height="{tall}"'
    return f'<rect class="{kind}" {place}/>'


def _grid_line(hours: float, top: float, words: CheckInWords) -> str:
    y = _TOP + _TALL * (1 - hours / top)
    line = f'<line class="grid" x1="{_LEFT}%" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
    return line + _text(_LEFT - 1.5, y + 4, words.number(hours), "end")


def unit_chart(unit: Mapping[str, Any], title: str, words: CheckInWords) -> str:
    """Mastery of one unit: a bar, and a line for its interval."""
    if unit["mean"] is None:
        share = '<rect class="track" x="0" y="4" width="100%" height="8" rx="4"/>'
        return f'<svg aria-hidden="true" width="100%" height="16">{share}</svg>'
    mean, low, high = (round(100 * unit[name]) for name in ("mean", "low", "high"))
    said = escape(words.report("units.bar", unit=title, mean=mean, low=low, high=high))
    body = (
        '<rect class="track" x="0" y="4" width="100%" height="8" rx="4"/>'
        f'<rect class="done" x="0" y="4" width="{mean}%" height="8" rx="4"/>'
        f'<line class="range" x1="{low}%" x2="{high}%" y1="8" y2="8"/>'
        f'<line class="range" x1="{low}%" x2="{low}%" y1="3" y2="13"/>'
        f'<line class="range" x1="{high}%" x2="{high}%" y1="3" y2="13"/>'
    )
    return f'<svg role="img" aria-label="{said}" width="100%" height="16"><title>{said}</title>{body}</svg>'


def forecast_chart(progress: Mapping[str, Any], words: CheckInWords) -> str:
    """From the start to the end: today, when the course is likely to be done, and when it should be."""
    seen = progress["forecast"]
    days = {name: date.fromisoformat(seen[name]) for name in ("finish", "low", "high", "end")}
    start, today = date.fromisoformat(progress["start"]), date.fromisoformat(progress["as_of"])
    first, last = min(start, today), max(days.values())
    span = max(1, (last - first).days)

    def at(day: date) -> float:
        return 2 + 96 * (day - first).days / span

    low, high = at(days["low"]), at(days["high"])
    body = (
        '<line class="axis" x1="2%" x2="98%" y1="20" y2="20"/>'
        f'<line class="passed" x1="2%" x2="{at(today):.1f}%" y1="20" y2="20"/>'
        f'<rect class="likely" x="{low:.1f}%" y="13" width="{max(0.8, high - low):.1f}%" height="14" rx="3"/>'
        f'<line class="due" x1="{at(days["end"]):.1f}%" x2="{at(days["end"]):.1f}%" y1="6" y2="34"/>'
        f'<circle class="today" cx="{at(today):.1f}%" cy="20" r="5"/>'
        f'<circle class="finish" cx="{at(days["finish"]):.1f}%" cy="20" r="6"/>'
    )
    label = escape(words.report("forecast"))
    return f'<svg role="img" aria-label="{label}" width="100%" height="40">{body}</svg>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.2f}%" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
