"""Words as search and verification see them: folded, without function words."""

import re
import threading
import unicodedata
from pathlib import Path
from typing import Any

from knowledge_base.documents import Language

_WORD = re.compile(r"[^\W_]+(?:[-_.][^\W_]+)*")
_RUN = re.compile(r"[^\W_]+")
_stemmers = threading.local()
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
_IDENTIFIER = re.compile(r"\b(?:\w+[_.]\w[\w.]*|\w+\(\)|[a-z]+[A-Z]\w*|[A-Z]+[a-z]*\d[\w-]*|[A-Z]{2,}s?)\b")
_SURROGATE = re.compile("[\ud800-\udfff]")

# Function words of both languages, with the verbs that questions are made of; folded.
STOPWORDS = frozenset((Path(__file__).parent / "stopwords.txt").read_text(encoding="utf-8").split())

NEGATIONS = frozenset(
    [
        *("no", "not", "never", "without", "cannot", "neither", "nor", "none"),
        *("nunca", "jamas", "sin", "ni", "tampoco", "ningun", "ninguna", "ninguno"),
    ]
)


def encodable(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which neither UTF-8 nor SQLite can hold; lengths stay."""
    return _SURROGATE.sub("\ufffd", text)


def folded(text: str) -> str:
    """Lower case without accents, NFKC."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Every word, folded, in order; `multi-head` and `np.exp` are one word each."""
    return _WORD.findall(folded(text))


def content_words(text: str) -> list[str]:
    """The words that carry meaning: no function words, no single letters but digits."""
    return [word for word in words(text) if word not in STOPWORDS and (len(word) > 1 or word.isdigit())]


def numbers(text: str) -> set[str]:
    """The numbers in a text, with a decimal comma read as a point."""
    return {number.replace(",", ".") for number in _NUMBER.findall(text)}


def identifiers(text: str) -> set[str]:
    """Names that survive translation: code identifiers, acronyms, model names; folded."""
    return {folded(name.removesuffix("()")) for name in _IDENTIFIER.findall(text)}


def stem(word: str, language: Language) -> str:
    """Snowball's stem of one word, the same with and without its accents."""
    return folded(_stemmer(language).stemWord(_bare(folded(word), language)))


def stems(text: str, language: Language) -> list[str]:
    """The stem of every run of letters or digits, in order: what the full-text index holds."""
    found = [_bare(word, language) for word in _RUN.findall(folded(text))]
    return [folded(word) for word in _stemmer(language).stemWords(found)]


def _bare(word: str, language: Language) -> str:
    """A folded word as the stemmer needs it: -ción and -sión with their accent, matriz like matrices."""
    if language == "en":
        return word
    if word.endswith(("cion", "sion")):
        return f"{word[:-2]}ón"
    return f"{word[:-1]}c" if word.endswith("z") else word


def _stemmer(language: Language) -> Any:
    """This thread's stemmer: PyStemmer's objects are not for two threads at once."""
    import Stemmer

    if not hasattr(_stemmers, language):
        setattr(_stemmers, language, Stemmer.Stemmer("spanish" if language == "es" else "english"))
    return getattr(_stemmers, language)
