"""What a program printed, made fit to be shown: text without anything a terminal would obey."""

import re

# Each alternative stops before the next introducer, so that no byte is looked at more than twice.
_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*+[ -/]*+[@-~]?"  # CSI: colours, cursor, modes
    "|(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*+(?:\x07|\x1b\\\\|\x9c)"  # OSC and others
    "|\x1b[ -/]*+[0-~]?"  # the rest: character sets, resets
)
_LINE_ENDS = re.compile("\r+\n?")
# Control characters but tab and newline; marks that turn the direction of the text around.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(raw: bytes) -> str:
    """What `raw` says in UTF-8, without control characters and escape sequences.

    A carriage return, with which progress bars start over, becomes a new line. Linear in the length.
    """
    return clean_text(raw.decode("utf-8", errors="replace"))


def clean_text(text: str) -> str:
    """As `clean`, of what is decoded already."""
    text = _SEQUENCES.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    return _CONTROLS.sub("", text)
