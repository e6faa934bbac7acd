"""Hours and minutes that a learner names: "5 horas", "una hora y media", "half an hour", "1 h 20"."""

import re

from knowledge_base.words import folded

_NUMBERS = {
    "un": 1, "una": 1, "uno": 1, "a": 1, "an": 1, "one": 1, "dos": 2, "two": 2, "tres": 3, "three": 3,
    "cuatro": 4, "four": 4, "cinco": 5, "five": 5, "seis": 6, "six": 6, "siete": 7, "seven": 7, "ocho": 8,
    "eight": 8, "nueve": 9, "nine": 9, "diez": 10, "ten": 10, "once": 11, "eleven": 11, "doce": 12,
    "twelve": 12, "quince": 15, "fifteen": 15, "veinte": 20, "twenty": 20, "treinta": 30, "thirty": 30,
    "cuarenta": 40, "forty": 40, "cuarenta y cinco": 45, "forty-five": 45, "cincuenta": 50, "fifty": 50,
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER = rf"\d+(?:[.,]\d+)?|(?:{_WORDS})(?= )"
_HOURS = re.compile(
    rf"\b(?P<n>{_NUMBER})\s*(?:h|hs|hrs?|horas?|hours?)\b(?P<half> y media| and a half)?"
    rf"(?:\s*(?:y|and|con)?\s*(?P<rest>\d{{1,2}})(?!\s*(?:h|hs|horas?|hours?)\b)\s*(?:m|min\w*)?\b)?"
)
_HALF = re.compile(r"\b(?:media hora|half an hour|half hour)\b")
_MINUTES = re.compile(rf"\b(?P<n>{_NUMBER})\s*(?:min\w*|')")
_WEEKLY = re.compile(
    rf"\b(?:horas|hours)\b[^.?!]*?\b(?:a|to|en|son|are|is)\s+(?P<n>\d+(?:[.,]\d+)?|{_WORDS})\b"
)


def hours_named(words: str) -> float | None:
    """The first number of hours; None where the words name none."""
    text = folded(words)
    if found := _HOURS.search(text):
        return _number(found["n"]) + (0.5 if found["half"] else 0.0)
    if _HALF.search(text):
        return 0.5
    found = _WEEKLY.search(text)
    return _number(found["n"]) if found else None


def minutes_named(words: str) -> int | None:
    """How long something took, in minutes; None where the words do not say."""
    text = folded(words)
    if found := _HOURS.search(text):
        half = 30 if found["half"] else 0
        return round(60 * _number(found["n"])) + half + int(found["rest"] or 0)
    if _HALF.search(text):
        return 30
    found = _MINUTES.search(text)
    return round(_number(found["n"])) if found else None


def _number(text: str) -> float:
    return float(_NUMBERS[text]) if text in _NUMBERS else float(text.replace(",", "."))
