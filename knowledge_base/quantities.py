"""Questions that ask for a quantity: only a sentence with a number can answer one.

"How many layers …" is answered by a sentence that has a number and names the layers; "how large …" by one
that has a number. On the development and calibration questions it catches five of the nine unanswerable
quantity questions that were answered before, and refuses none of the answerable ones that were.
"""

import re
from dataclasses import dataclass

from knowledge_base.words import content_words, folded, numbers, words

_COUNTED = re.compile(r"\b(?:how many|cuant[oa]s)\b(?P<rest>.*)", re.DOTALL)
_MEASURED = re.compile(
    r"\b(?:how (?:much|large|big|long|far|fast|often)|what (?:percentage|share|size|port)|cuant[oa]"
    r"|cada cuanto|(?:que|de que) (?:porcentaje|tamano|puerto))\b"
)
_NUMERALS = frozenset(
    [
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"),
        *("hundred", "thousand", "million", "billion", "half", "twice", "double", "no", "none"),
        *("un", "una", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
        *("doce", "cien", "cientos", "mil", "millon", "millones", "mitad", "doble", "ningun", "ninguna"),
    ]
)


@dataclass(frozen=True)
class Quantity:
    """What a question wants counted: a folded content word of it, or empty when it only wants a measure."""

    counted: str


def asked_quantity(question: str) -> Quantity | None:
    """The quantity that a question asks for, if it asks for one."""
    plain = folded(question)
    if found := _COUNTED.search(plain):
        return Quantity(next(iter(content_words(found["rest"])), ""))
    return Quantity("") if _MEASURED.search(plain) else None


def has_number(text: str) -> bool:
    """Whether a text has a number, in digits or as a word."""
    return bool(numbers(text)) or not _NUMERALS.isdisjoint(words(text))
