"""Progress as sentences, in the learner's language."""

from collections.abc import Mapping
from typing import Any

from tutor.checkin.words import CheckInWords


def progress_lines(document: Mapping[str, Any], words: CheckInWords) -> list[str]:
    """Mastery, hours, streak and forecast, each in a sentence."""
    counts = {name: document[name] for name in ("mastered", "seen", "count")}
    return [
        words.progress("mastered", **counts),
        _hours(document, words),
        _streak(document, words),
        *_forecast(document, words),
    ]


def unit_range(unit: Mapping[str, Any], words: CheckInWords) -> str:
    """The interval of a unit's mastery, or why there is none."""
    if unit["mean"] is None:
        return words.progress("known" if unit["known"] else "no_data")
    return words.progress("interval", low=round(100 * unit["low"]), high=round(100 * unit["high"]))


def _hours(document: Mapping[str, Any], words: CheckInWords) -> str:
    hours = document["hours"]
    this_week = hours["weeks"][-1]["done"] if hours["weeks"] else 0.0
    return words.progress("hours", done=words.number(hours["done"]), week=words.number(this_week))


def _streak(document: Mapping[str, Any], words: CheckInWords) -> str:
    row = document["streak"]
    if not row["weeks"]:
        return words.progress("streak.none")
    key = "streak.forgiven" if row["forgiven"] else "streak"
    return words.counted(f"fact.{key}", row["weeks"])


def _forecast(document: Mapping[str, Any], words: CheckInWords) -> list[str]:
    seen = document["forecast"]
    if not seen["finish"]:
        return [words.say("fact.course_done")]
    days = {name: words.day(seen[name]) for name in ("finish", "low", "high")}
    told = [words.say("fact.forecast", **days)]
    if seen["weeks_behind"]:
        told.append(words.counted("fact.behind", seen["weeks_behind"], end=words.day(seen["end"])))
    return told
