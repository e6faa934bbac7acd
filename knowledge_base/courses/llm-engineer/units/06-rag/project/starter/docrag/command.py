"""The command line: python -m docrag --ask "..." """

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer a question or evaluate; 0 when done.

    Options: --ask TEXT, --evaluate development|test, --day YYYY-MM-DD (2026-06-30 when left out), --data
    FOLDER (the one beside the package when left out). Fields are separated by tabs, white space inside a
    field is one space. With --ask one line a claim:
        claim, document, quote
    or, when it abstains, a line that begins with abstain and then one for each chunk found:
        near, document, heading
    With --evaluate one line for each value of `evaluate`:
        name, value
    """
    raise NotImplementedError
