"""From a collection of documents to texts that may be used, each once."""

from collections.abc import Mapping, Sequence
from pathlib import Path

Document = Mapping[str, str]
LICENCES = ("CC BY 4.0", "CC0 1.0")
SHORTEST = 60  # characters
ALIKE = 0.6  # similarity from which on two documents are copies


def read_documents(path: Path | str) -> list[dict[str, str]]:
    """The documents of a JSONL file, with `id`, `source`, `licence`, `language` and `text`."""
    raise NotImplementedError


def tidy(text: str) -> str:
    """The text in NFC, without menus and addresses, without blanks at either end.

    A menu is a line with two or more signs `|`; it goes. An email address becomes `[email]`, and a telephone
    number, which is a run of nine or more digits with or without `+` and spaces, `[phone]`.
    """
    raise NotImplementedError


def shingles(text: str, n: int) -> set[str]:
    """The runs of n words of a text, in lower case and without punctuation."""
    raise NotImplementedError


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of the runs of three words; 0 where neither text has one."""
    raise NotImplementedError


def curate(documents: Sequence[Document]) -> tuple[list[dict[str, str]], dict[str, int]]:
    """The documents that may be used, with tidy texts, and how many went for which reason.

    A document goes for the first of these reasons: `licence`, it is none of LICENCES; `short`, its tidy text
    has fewer than SHORTEST characters; `copy`, its similarity with a document that stays is ALIKE or more.
    """
    raise NotImplementedError


def split(documents: Sequence[Document], seed: int) -> tuple[list[Document], list[Document], list[Document]]:
    """Train, validation and test: 80, 10 and 10 of a hundred documents of each language."""
    raise NotImplementedError


def leaked(text: str, train_texts: Sequence[str], n: int) -> float:
    """The share of the text's runs of n words that the training texts have; 0 where it has none."""
    raise NotImplementedError
