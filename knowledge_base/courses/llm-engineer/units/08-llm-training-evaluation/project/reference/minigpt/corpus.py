"""From a collection of documents to texts that may be used, each once."""

import json
import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

Document = Mapping[str, str]
LICENCES = ("CC BY 4.0", "CC0 1.0")
SHORTEST = 60  # characters
ALIKE = 0.6  # similarity from which on two documents are copies


def read_documents(path: Path | str) -> list[dict[str, str]]:
    """The documents of a JSONL file, with `id`, `source`, `licence`, `language` and `text`."""
    with Path(path).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def tidy(text: str) -> str:
    """The text in NFC, without menus and addresses, without blanks at either end.

    A menu is a line with two or more signs `|`; it goes. An email address becomes `[email]`, and a telephone
    number, which is a run of nine or more digits with or without `+` and spaces, `[phone]`.
    """
    lines = unicodedata.normalize("NFC", text).split("\n")
    text = "\n".join(line for line in lines if line.count("|") < 2)
    text = re.sub(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", "[email]", text)
    return re.sub(r"\+?\d(?: ?\d){8,}", "[phone]", text).strip()


def shingles(text: str, n: int) -> set[str]:
    """The runs of n words of a text, in lower case and without punctuation."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[place : place + n]) for place in range(len(words) - n + 1)}


def similarity(one: str, other: str) -> float:
    """Jaccard similarity of the runs of three words; 0 where neither text has one."""
    a, b = shingles(one, 3), shingles(other, 3)
    return len(a & b) / len(a | b) if a or b else 0.0


def curate(documents: Sequence[Document]) -> tuple[list[dict[str, str]], dict[str, int]]:
    """The documents that may be used, with tidy texts, and how many went for which reason.

    A document goes for the first of these reasons: `licence`, it is none of LICENCES; `short`, its tidy text
    has fewer than SHORTEST characters; `copy`, its similarity with a document that stays is ALIKE or more.
    """
    dropped = {"licence": 0, "short": 0, "copy": 0}
    kept: list[dict[str, str]] = []
    seen: list[set[str]] = []
    for document in documents:
        text = tidy(document["text"])
        own = shingles(text, 3)
        if document["licence"] not in LICENCES:
            dropped["licence"] += 1
        elif len(text) < SHORTEST:
            dropped["short"] += 1
        elif any(len(own & other) >= ALIKE * len(own | other) for other in seen):
            dropped["copy"] += 1
        else:
            kept.append({**document, "text": text})
            seen.append(own)
    return kept, dropped


def split(documents: Sequence[Document], seed: int) -> tuple[list[Document], list[Document], list[Document]]:
    """Train, validation and test: 80, 10 and 10 of a hundred documents of each language."""
    rng = random.Random(seed)
    train, valid, test = [], [], []
    for language in sorted({document["language"] for document in documents}):
        some = [document for document in documents if document["language"] == language]
        rng.shuffle(some)
        tenth = max(1, round(len(some) / 10))
        test += some[:tenth]
        valid += some[tenth : 2 * tenth]
        train += some[2 * tenth :]
    for part in (train, valid, test):
        rng.shuffle(part)
    return train, valid, test


def leaked(text: str, train_texts: Sequence[str], n: int) -> float:
    """The share of the text's runs of n words that the training texts have; 0 where it has none."""
    seen = set().union(*(shingles(other, n) for other in train_texts))
    own = shingles(text, n)
    return len(own & seen) / len(own) if own else 0.0
