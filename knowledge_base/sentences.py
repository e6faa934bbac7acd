"""Sentences of a passage, each verbatim: what an extractive answer is made of."""

import re
from collections.abc import Iterator

from knowledge_base.fences import alternate, fence_spans
from knowledge_base.words import content_words

MIN_WORDS = 4  # fewer carry no fact
MAX_CHARACTERS = 420  # longer ones are tables and lists run together

# A formula on a line of its own belongs to the sentence that announces it.
_BLOCK = re.compile(r"(?<!:)\n\s*\n|\n\s*\n(?!`[^`\n]+`[.,]?\s*(?:\n|$))|\n(?=\s*(?:[-*+•]|\d+[.)])\s)")
_MARKER = re.compile(r"^\s*(?:[-*+•>]|\d+[.)])\s+")
_END = re.compile(r"(?<=[.!?…])[\"'”»)\]*_]*\s+(?=[A-ZÁÉÍÓÚÑÜ¿¡\"'“«(`*_\d🀀-🫿])")
_TABLE_RULE = re.compile(r"\|\s*:?-{2,}|-{2,}:?\s*\|")
_INLINE_CODE = re.compile(r"`[^`\n]*`")
_CODE_OR_FORMULA = re.compile(r'"""|\$\$|\n {4}|\\\\|[=(].*\S = |->|\b(?:def|import|return) \w')
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|Fig|Eq|Sec|Dr|Sr|Sra|p\. ?ej|approx|aprox|No|Vol|pp?)\.|\b[A-Z]\.)$"
)


def sentences(text: str) -> list[str]:
    """The sentences of a passage as they stand in it, in order.

    Code fences, tables, headings and stretches without words are left out; a list item counts as a
    sentence. Each returned sentence stands in `text` up to white space.
    """
    found = []
    for block in _blocks(text):
        prose = _MARKER.sub("", block.strip())
        if not _is_table_or_heading(prose):
            found += [sentence for sentence in _cut(prose) if _carries_a_fact(sentence)]
    return found


def prose_sentences(text: str) -> list[str]:
    """Every sentence of a text of prose in order, short ones included, verbatim."""
    return [piece for piece in _cut(text.strip()) if piece]


def count_sentences(text: str) -> int:
    """How many sentences a text of prose has, short ones included."""
    return len(prose_sentences(text))


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs and items outside fenced code; a fence that the passage cuts short runs to its end."""
    for fenced, start, end in alternate(0, len(text), fence_spans(text)):
        if not fenced:
            yield from _BLOCK.split(text[start:end])


def _is_table_or_heading(block: str) -> bool:
    return block.startswith(("|", "#", "<", "http")) or bool(_TABLE_RULE.search(block))


def _cut(block: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(block):
        piece = block[start : end.start()]
        if _ABBREVIATION.search(piece):
            continue
        yield block[start : end.end()].strip()
        start = end.end()
    yield block[start:].strip()


def _carries_a_fact(sentence: str) -> bool:
    prose = _INLINE_CODE.sub("", sentence)  # a formula in a sentence is welcome, a formula alone is not
    letters = sum(letter.isalpha() for letter in prose)
    return (
        len(content_words(prose)) >= MIN_WORDS
        and len(sentence) <= MAX_CHARACTERS
        and letters >= 0.55 * len(prose)
        and not sentence.endswith((":", "?"))
        and not _CODE_OR_FORMULA.search(prose)
    )
