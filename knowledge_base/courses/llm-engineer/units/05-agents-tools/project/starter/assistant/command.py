"""The command line: python -m assistant --conversation data/conversation.json --log"""

from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Play a conversation with a scripted model against recorded responses, without waiting; 0 when done.

    Options: --conversation FILE, --recordings FILE (those of data/ when left out), --log. Prints for each
    question "> " and the question, then the answer, and with --log the lines of format_log.
    """
    raise NotImplementedError
