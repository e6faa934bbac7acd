"""Text from outside (a model, a document, a learner) as a terminal may show it. Both faces use it."""

import re
import unicodedata

_KEPT = {"\n", "\t"}
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DIRECTION = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def plain_text(text: str) -> str:
    """The text without what a terminal would obey or a reader cannot see.

    Control characters (but for line ends and tabs) and marks that reverse the direction of writing go;
    every line end becomes one newline; half a character becomes the replacement sign.
    """
    lines = _LINE_ENDS.sub("\n", text)
    return "".join(_visible(char) for char in lines)


def _visible(char: str) -> str:
    if char in _KEPT:
        return char
    kind = unicodedata.category(char)
    if kind == "Cs":
        return "\ufffd"
    return "" if kind == "Cc" or char in _DIRECTION else char
